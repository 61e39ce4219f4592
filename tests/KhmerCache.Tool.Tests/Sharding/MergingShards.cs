using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Sharding;

/// <summary><c>khmercache merge</c>: the cache that one machine would have made, byte for byte.</summary>
public sealed class MergingShards : IDisposable
{
    private readonly ShardedCaches _caches = new();

    public void Dispose() => _caches.Dispose();

    [Fact]
    public void Shards_in_folders_of_their_own_become_one_cache_and_stay_as_they_are()
    {
        _caches.MakeAll();
        var before = _caches.Folders.Select(FolderContents.Of).ToArray();

        var merged = _caches.Merge("merged", _caches.Folders).Exits(0);

        Assert.Equal(["shards", "copied_segments", "skipped", "total_images", "segments", "content_digest"], merged.Fields);
        merged.Counts(("shards", 3), ("skipped", 0), ("total_images", Workspace.Images), ("segments", 2));
        Assert.Equal(_caches.OneMachine.Digest, merged.Digest);
        Assert.Empty(merged.Error);
        _caches.IsThatOfOneMachine("merged");
        Assert.All(_caches.Folders.Zip(before), pair => FolderContents.Of(pair.First).AreThoseOf(pair.Second));
        _caches.Workspace.RunOn(_caches.PathOf("merged"), "validate", "--json", "--deep").Exits(0);
    }

    [Fact]
    public void Shards_in_one_folder_become_the_cache_in_it()
    {
        foreach (var index in new[] { 2, 3, 1 })
        {
            _caches.Make(index, "merged");
        }

        Assert.Equal(_caches.OneMachine.Digest, _caches.Merge("merged").Exits(0).Counts(("shards", 3), ("copied_segments", 0)).Digest);
        _caches.IsThatOfOneMachine("merged");
    }

    [Fact]
    public void Some_in_the_folder_and_some_elsewhere()
    {
        _caches.MakeAll();

        _caches.Merge("shard2", _caches.Folders).Exits(0);

        _caches.IsThatOfOneMachine("shard2");
    }

    [Fact]
    public void Merging_again_changes_nothing()
    {
        _caches.MakeAll();
        _caches.Merge("merged", _caches.Folders).Exits(0);

        _caches.Merge("merged", _caches.Folders).Exits(0);

        _caches.IsThatOfOneMachine("merged");
    }

    /// <summary>In two places, in steps, and by other settings that have nothing to do with images: a task that ran twice leaves other segments.</summary>
    [Fact]
    public void A_shard_that_ran_twice_changes_nothing()
    {
        _caches.MakeAll();
        _caches.Workspace.PregenerateInto("again", [.. Workspace.All, "--max-lines", "2"]).Exits(0);
        _caches.Make(2, "again", "--jobs", "1");

        _caches.Merge("merged", [.. _caches.Folders, _caches.PathOf("again")]).Exits(0);

        _caches.IsThatOfOneMachine("merged");
    }

    /// <summary>A merge job is killed as well: between the moment in which the manifest tells of the whole and the deletion of what it has replaced.</summary>
    [Fact]
    public void A_merge_that_was_killed_at_its_end_is_ended_by_the_next_one()
    {
        foreach (var index in new[] { 1, 2, 3 })
        {
            _caches.Make(index, "merged");
        }

        var folder = new CacheFolder(_caches.PathOf("merged"));
        var markers = folder.ListSegments(SegmentKind.Shards).Select(name => (Path: folder.PathOf(name), Bytes: File.ReadAllBytes(folder.PathOf(name)), Name: name)).ToArray();
        _caches.Merge("merged").Exits(0);
        Array.ForEach(markers[1..], marker => File.WriteAllBytes(marker.Path, marker.Bytes));
        folder.WriteManifest((Manifest.Read(folder)! with { Retired = [.. markers.Select(marker => marker.Name)] }).ToJson());

        Assert.Equal(_caches.OneMachine.Digest, _caches.Merge("merged").Exits(0).Counts(("shards", 3)).Digest);
        _caches.IsThatOfOneMachine("merged");
    }

    [Fact]
    public void A_cache_that_grew_is_what_one_machine_with_the_same_history_has()
    {
        _caches.Workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 5));
        _caches.Workspace.PregenerateInto("one", Workspace.All).Exits(0);
        _caches.Workspace.RunOn(_caches.PathOf("one"), "compact").Exits(0);
        _caches.Workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines));
        _caches.MakeAll();
        _caches.Merge("merged", _caches.Folders).Exits(0);
        _caches.Workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 5));

        foreach (var index in new[] { 1, 2, 3 })
        {
            _caches.Make(index, "merged");
        }

        _caches.Merge("merged").Exits(0);
        _caches.IsThatOfOneMachine("merged");
    }

    [Fact]
    public void Lines_of_yesterday_are_kept_apart_by_the_records_of_the_shards()
    {
        _caches.MakeAll();
        _caches.Merge("merged", _caches.Folders).Exits(0);
        _caches.Workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines - 3));
        foreach (var index in new[] { 1, 2, 3 })
        {
            _caches.Make(index, "merged");
        }

        Assert.Empty(_caches.Merge("merged").Exits(0).Counts(("total_images", Workspace.Images)).Error);
    }

    [Fact]
    public void Where_no_record_tells_them_apart_it_is_said()
    {
        _caches.MakeAll();
        _caches.Merge("merged", _caches.Folders).Exits(0);
        _caches.Workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines - 3));
        foreach (var index in new[] { 1, 2, 3 })
        {
            _caches.Make(index, "merged");
        }

        Directory.Delete(_caches.PathOf("merged/plans"), recursive: true);

        _caches.Merge("merged").Exits(0).Says("warning KHC6003: There are ").Says("images more than shard ");
    }

    /// <summary>As a project has them that trains at two heights: each is a whole of its own.</summary>
    [Fact]
    public void Shards_of_two_heights_in_one_folder_are_two_wholes()
    {
        _caches.Workspace.PregenerateInto("one", [.. Workspace.All, "--image-height", "48"]).Exits(0);
        _caches.Workspace.RunOn(_caches.PathOf("one"), "compact").Exits(0);
        foreach (var index in new[] { 1, 2, 3 })
        {
            _caches.Make(index, "merged");
            if (index < 3)
            {
                _caches.Make(index, "merged", "--image-height", "48");
            }
        }

        _caches.Merge("merged").Exits(3).Says("The marker of shard 3 of 3 is missing").Says("The setting image_height differs");

        _caches.Make(3, "merged", "--image-height", "48");
        _caches.Merge("merged").Exits(0).Counts(("shards", 6), ("total_images", 2 * Workspace.Images));
        _caches.IsThatOfOneMachine("merged");
    }

    /// <summary>Nobody can say which of two versions of a font is the one to show.</summary>
    [Fact]
    public void Two_wholes_of_one_font_path_with_other_bytes_are_refused()
    {
        _caches.MakeAll();
        File.Copy(_caches.PathOf(Workspace.FontB), _caches.PathOf(Workspace.FontA), overwrite: true);
        foreach (var index in new[] { 1, 2, 3 })
        {
            _caches.Make(index, "newer");
        }

        _caches.Merge("merged", [.. _caches.Folders, _caches.PathOf("newer")]).Exits(3).Says($"error KHC6003: The font '{Workspace.FontA}' differs: ");
    }

    [Fact]
    public void Markers_of_another_division_of_the_same_whole_are_no_obstacle()
    {
        _caches.MakeAll();
        _caches.Workspace.PregenerateInto("shard1", [.. Workspace.All, "--shard", "2/5"]).Exits(0);

        _caches.Merge("merged", _caches.Folders).Exits(0).Counts(("shards", 3));

        _caches.IsThatOfOneMachine("merged");
    }

    [Fact]
    public void Compacting_a_folder_with_all_shards_is_a_merge()
    {
        foreach (var index in new[] { 1, 2, 3 })
        {
            _caches.Make(index, "merged");
        }

        Assert.Empty(_caches.Workspace.RunOn(_caches.PathOf("merged"), "compact", "--json").Exits(0).Error);

        _caches.IsThatOfOneMachine("merged");
    }

    [Fact]
    public void Compacting_a_folder_with_some_shards_says_which_it_waits_for_and_keeps_their_markers()
    {
        _caches.Make(1, "merged");
        _caches.Make(3, "merged");

        _caches.Workspace.RunOn(_caches.PathOf("merged"), "compact", "--json").Exits(0).Says("warning KHC6003: ").Says("The marker of shard 2 of 3 is missing");

        _caches.Make(2, "merged");
        _caches.Merge("merged").Exits(0);
        _caches.IsThatOfOneMachine("merged");
    }
}
