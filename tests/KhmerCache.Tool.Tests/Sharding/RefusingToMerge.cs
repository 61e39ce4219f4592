using System.Security.Cryptography;

namespace KhmerCache.Tool.Tests.Sharding;

/// <summary>Shards that do not make a whole: what is wrong is named, and the cache is none that looks complete.</summary>
public sealed class RefusingToMerge : IDisposable
{
    private readonly ShardedCaches _caches = new();

    public RefusingToMerge() => _caches.MakeAll();

    public void Dispose() => _caches.Dispose();

    [Fact]
    public void A_shard_that_is_missing_is_named()
    {
        Refused(_caches.Merge("merged", _caches.Folders[0], _caches.Folders[2])).Says("error KHC6003: The marker of shard 2 of 3 is missing").Says("--shard 2/3");
        Refused(_caches.Merge("merged", _caches.Folders[2])).Says("The marker of shards 1-2 of 3 is missing");

        // Nothing was copied for nothing.
        Assert.False(Directory.Exists(_caches.PathOf("merged")));
    }

    [Fact]
    public void Folders_without_any_marker()
    {
        Array.ForEach(_caches.Folders, folder => Directory.Delete(Path.Combine(folder, "shards"), recursive: true));

        Refused(_caches.Merge("merged", _caches.Folders)).Says("error KHC6003: There is no marker of a complete shard in ").Says("--shard I/N");
    }

    [Fact]
    public void A_folder_that_is_no_cache()
    {
        _caches.Merge("merged", [.. _caches.Folders, _caches.PathOf("nowhere")]).Exits(2).Says("KHC3001").Says(_caches.PathOf("nowhere"));
        _caches.Merge("merged", "").Exits(2).Says("--input is empty");
        _caches.Merge("nowhere").Exits(2).Says("KHC3001");
    }

    [Fact]
    public void Another_corpus_is_named_with_both_digests()
    {
        var (old, path) = (Sha256Of("corpus/train.txt"), _caches.Workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 1)));
        _caches.Make(2, "other");

        Refused(_caches.Merge("merged", _caches.Folders[0], _caches.PathOf("other"), _caches.Folders[2]))
            .Says("error KHC6003: The corpus 'corpus/train.txt' of split 'train' differs: ")
            .Says($"in shards 1, 3 of 3 it is {old} (8 lines), in shard 2 of 3 {Sha256Of(path)} (9 lines). Run the odd ones again");
    }

    [Fact]
    public void Another_font_is_named_with_both_digests()
    {
        var old = Sha256Of(Workspace.FontA);
        File.Copy(_caches.PathOf(Workspace.FontB), _caches.PathOf(Workspace.FontA), overwrite: true);
        _caches.Make(3, "other");

        Refused(_caches.Merge("merged", _caches.Folders[0], _caches.Folders[1], _caches.PathOf("other")))
            .Says($"error KHC6003: The font '{Workspace.FontA}' differs: ").Says(old).Says(Sha256Of(Workspace.FontA));
    }

    [Fact]
    public void Other_settings_and_files_are_all_named()
    {
        File.Move(_caches.PathOf(Workspace.FontB), _caches.PathOf("fonts/moved.ttf"));
        _caches.Make(1, "other", "--image-height", "40", "--seed", "5");

        Refused(_caches.Merge("merged", [_caches.PathOf("other"), .. _caches.Folders[1..]]))
            .Says("The setting image_height differs: in shards 2-3 of 3 it is 32, in shard 1 of 3 40.").Says("The setting seed differs")
            .Says("The font 'fonts/moved.ttf' is not in shards 2-3 of 3").Says($"The font '{Workspace.FontB}' is in shards 2-3 of 3, as ");
    }

    [Fact]
    public void Another_version_of_the_renderer_is_named()
    {
        Rewrite(_caches.Folders[1], "\"rasterizer\": \"SkiaSharp", "\"rasterizer\": \"Other");

        Refused(_caches.Merge("merged", _caches.Folders)).Says("The version of the renderer's rasterizer differs: in shards 1, 3 of 3 it is SkiaSharp").Says("in shard 2 of 3 Other");
    }

    [Fact]
    public void Images_that_are_not_there_are_counted()
    {
        Directory.CreateDirectory(_caches.PathOf("only/shards"));
        foreach (var folder in new[] { "shard1", "shard2" })
        {
            CopyMarker(folder, "shard3");
        }

        Refused(_caches.Merge("shard3")).Says("error KHC6003: Shard 1 of 3 has made ").Says("images, and 0 of them are here.").Says("(--shard 2/3)");

        // It can be mended by what it names.
        _caches.Merge("shard3", _caches.Folders).Exits(0);
        _caches.IsThatOfOneMachine("shard3");
    }

    [Fact]
    public void Images_that_are_others_than_the_marker_promises()
    {
        _caches.Spoil("shard2");

        Refused(_caches.Merge("merged", _caches.Folders)).Says("error KHC6003: Shard 2 of 3 has made other pictures than those that are here");
    }

    [Theory]
    [InlineData("lines", "truncated")]
    [InlineData("lines", "flipped near its end")]
    [InlineData("glyphs", "flipped in the middle")]
    public void A_segment_that_does_not_hold_what_its_name_says_is_named_and_not_taken(string kind, string damage)
    {
        var segment = Assert.Single(Directory.GetFiles(Path.Combine(_caches.Folders[1], "segments", kind)));
        Damage.Do(damage, segment);

        Refused(_caches.Merge("merged", _caches.Folders)).Says($"{segment}: error KHC3004: ");

        Assert.False(File.Exists(_caches.PathOf($"merged/segments/{kind}/{Path.GetFileName(segment)}")));
        Assert.DoesNotContain(_caches.Workspace.FilesOf("merged").Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_segment_that_the_manifest_names_and_that_is_missing()
    {
        var segment = Assert.Single(Directory.GetFiles(Path.Combine(_caches.Folders[1], "segments", "glyphs")));
        File.Delete(segment);

        Refused(_caches.Merge("merged", _caches.Folders)).Says($"{segment}: error KHC3005: ");
    }

    /// <summary>A damaged marker, and one of a later version.</summary>
    [Fact]
    public void A_marker_that_can_not_be_read_is_named()
    {
        var marker = Assert.Single(Directory.GetFiles(Path.Combine(_caches.Folders[1], "shards")));
        Damage.Flip(marker, 0.5);
        Refused(_caches.Merge("merged", _caches.Folders)).Says($"{marker}: error KHC3004: ").Says("run the shard again");
        Damage.Flip(marker, 0.5);

        Rewrite(_caches.Folders[1], "\"format_version\": 1", "\"format_version\": 2");
        Refused(_caches.Merge("merged", _caches.Folders)).Says("has format version '2'");
        Rewrite(_caches.Folders[1], "\"format_version\": 2", "\"format_version\": \"\"");
        Refused(_caches.Merge("merged", _caches.Folders)).Says("has format version ''");
    }

    /// <summary>Two machines gave two pictures of one line: nobody can say which is right, and a merge that takes either would say that all is well.</summary>
    [Fact]
    public void Two_pictures_of_one_recipe_are_named_with_both_segments()
    {
        _caches.Make(2, "again");
        _caches.Spoil("again");
        string[] all = [.. _caches.Folders, _caches.PathOf("again")];

        var refused = Refused(_caches.Merge("merged", all)).Says("error KHC6004: There are two different pictures of '").Says($"in the font '{Workspace.FontA}' at the height of 32");

        foreach (var segment in new[] { "again", "shard2" }.SelectMany(folder => Directory.GetFiles(_caches.PathOf(folder + "/segments/lines"))))
        {
            refused.Says(Path.GetFileName(segment));
        }

        // Nor does a compaction choose one in silence.
        var files = _caches.Workspace.FilesOf("merged");
        Refused(_caches.Workspace.RunOn(_caches.PathOf("merged"), "compact", "--json")).Says("error KHC6004: ");
        _caches.Workspace.FilesOf("merged").AreThoseOf(files);
    }

    [Fact]
    public void Two_markers_of_one_shard_that_tell_of_different_images()
    {
        CopyMarker("shard2", "shard1");
        Rewrite(_caches.Folders[1], "\"content_digest\": \"", "\"content_digest\": \"f");

        Refused(_caches.Merge("merged", _caches.Folders)).Says("Two markers of shard 2 of 3 tell of different images");
    }

    private static Outcome Refused(Outcome outcome)
    {
        Assert.Empty(outcome.Output);
        return outcome.Exits(3).DoesNotSay("   at ");
    }

    private string Sha256Of(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_caches.PathOf(path))));

    private void CopyMarker(string from, string to)
    {
        var marker = Assert.Single(Directory.GetFiles(_caches.PathOf(from + "/shards")));
        File.Copy(marker, Path.Combine(_caches.PathOf(to + "/shards"), Path.GetFileName(marker)));
    }

    /// <summary>Changes what a marker says, and gives it the name that it then has.</summary>
    private static void Rewrite(string folder, string text, string other)
    {
        var marker = Assert.Single(Directory.GetFiles(Path.Combine(folder, "shards")));
        var changed = System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(marker).Replace(text, other, StringComparison.Ordinal));
        File.Delete(marker);
        File.WriteAllBytes(Path.Combine(folder, "shards", Convert.ToHexStringLower(SHA256.HashData(changed)) + ".json"), changed);
    }
}
