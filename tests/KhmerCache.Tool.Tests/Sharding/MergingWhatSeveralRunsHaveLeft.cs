using System.Text.RegularExpressions;

namespace KhmerCache.Tool.Tests.Sharding;

/// <summary>A place that many push to has the markers of earlier runs as well, of corpora as they were then. A merge of what was pulled from it is of the one that is complete.</summary>
public sealed class MergingWhatSeveralRunsHaveLeft : IDisposable
{
    private readonly ShardedCaches _caches = new();

    public void Dispose() => _caches.Dispose();

    private Workspace Workspace => _caches.Workspace;

    private string Remote => new Uri(_caches.PathOf("remote")).AbsoluteUri;

    [Fact]
    public void The_one_whose_shards_are_all_there_is_merged_and_the_others_are_left_alone()
    {
        PushAll(extraLines: 0, shards: [1, 2, 3]);
        PushAll(extraLines: 3, shards: [1, 3]);
        Pull("merged");

        var merged = _caches.Merge("merged").Exits(0).Counts(("shards", 3));

        merged.Says("warning KHC6003: The whole is that of the plan ").Says($"(train {Workspace.TrainLines} lines, val {Workspace.ValLines} lines; 2 fonts; height 32), whose shards are all here")
            .Says($"(train {Workspace.TrainLines + 3} lines, ").Says("are left alone: shards 1, 3 of 3 are here, and not all. Where that plan is meant, run the others and merge again with --plan ").DoesNotSay("error");
        Assert.Equal(2, Directory.GetFiles(_caches.PathOf("merged/shards")).Length);
        Workspace.RunOn(_caches.PathOf("merged"), "validate", "--json", "--deep").Exits(0);

        // When the last one comes, that plan is the one.
        PushAll(extraLines: 3, shards: [2]);
        Pull("merged");
        _caches.Merge("merged", _caches.PathOf("merged"), "--plan", PlanOf(merged.Error, "with --plan ")).Exits(0).Counts(("shards", 3));
    }

    /// <summary>A shard that is missing of the run that is meant must not pass for a merge of it.</summary>
    [Fact]
    public void A_plan_that_is_asked_for_has_to_be_complete()
    {
        PushAll(extraLines: 0, shards: [1, 2, 3]);
        PushAll(extraLines: 3, shards: [1, 3]);
        Pull("merged");
        var other = PlanOf(Workspace.RunOn(_caches.PathOf("merged"), "compact", "--json").Exits(0).Error, "with --plan ");
        Pull("merged");

        _caches.Merge("merged", _caches.PathOf("merged"), "--plan", other).Exits(3).Says("error KHC6003: The marker of shard 2 of 3 is missing");
    }

    [Fact]
    public void Where_all_shards_of_two_are_there_both_are_named_and_one_has_to_be_chosen()
    {
        PushAll(extraLines: 0, shards: [1, 2, 3]);
        PushAll(extraLines: 3, shards: [1, 2, 3]);
        Pull("merged");

        var refused = _caches.Merge("merged").Exits(3).Says("error KHC6003: All shards of several plans are here, and nothing tells which is meant: ")
            .Says($"(train {Workspace.TrainLines} lines, ").Says($"(train {Workspace.TrainLines + 3} lines, ").Says("The corpus 'corpus/train.txt' of split 'train' differs: in the plan ");

        var chosen = _caches.Merge("merged", _caches.PathOf("merged"), "--plan", PlanOf(refused.Error, "merge --plan ")).Exits(0);
        chosen.Counts(("shards", 3));
        Assert.Equal(3, Directory.GetFiles(_caches.PathOf("merged/shards")).Length);
    }

    /// <summary>Without the pictures of earlier runs, it is what one machine has, to the byte.</summary>
    [Fact]
    public void A_chosen_plan_of_folders_is_what_one_machine_has()
    {
        _caches.MakeAll();
        WriteCorpus(extraLines: 0, fewer: 2);
        for (var shard = 1; shard <= ShardedCaches.Count; shard++)
        {
            _caches.Make(shard, $"fewer{shard}");
        }

        string[] all = [.. _caches.Folders, _caches.PathOf("fewer1"), _caches.PathOf("fewer2"), _caches.PathOf("fewer3")];
        var refused = _caches.Merge("merged", all).Exits(3);
        Assert.False(Directory.Exists(_caches.PathOf("merged")));
        var plan = Regex.Match(refused.Error, $@"([0-9a-f]{{12}}) \(train {Workspace.TrainLines} lines").Groups[1].Value;

        _caches.Merge("merged", [.. all, "--plan", plan]).Exits(0).Counts(("shards", 3), ("total_images", Workspace.Images));

        _caches.IsThatOfOneMachine("merged");
    }

    [Fact]
    public void A_plan_that_nobody_has_made_is_refused_with_those_that_there_are()
    {
        _caches.MakeAll();

        _caches.Merge("merged", [.. _caches.Folders, "--plan", "nothing"]).Exits(2).Says("--plan nothing: no marker of a shard is of such a plan. There is ").Says($"(train {Workspace.TrainLines} lines, ");
        _caches.Merge("merged", [.. _caches.Folders, "--plan", " "]).Exits(2).Says("--plan is empty");
    }

    private void WriteCorpus(int extraLines, int fewer = 0) => Workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + extraLines - fewer));

    // Each in a new folder, as on machines that come and go.
    private void PushAll(int extraLines, params int[] shards)
    {
        WriteCorpus(extraLines);
        foreach (var shard in shards)
        {
            _caches.Make(shard, $"machine{extraLines}-{shard}", "--remote", Remote, "--push", "--remote-required");
        }
    }

    private void Pull(string cache) => Workspace.RunOn(_caches.PathOf(cache), "pull", "--json", "--remote", Remote).Exits(0);

    private static string PlanOf(string error, string before) => Regex.Match(error, before + "([0-9a-f]{12})").Groups[1].Value;
}
