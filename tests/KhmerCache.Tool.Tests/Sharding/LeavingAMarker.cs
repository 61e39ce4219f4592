using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Tool.Tests.Trust;

namespace KhmerCache.Tool.Tests.Sharding;

/// <summary>What a shard leaves when it is complete.</summary>
public sealed class LeavingAMarker : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void It_says_which_part_it_is_and_what_it_was_made_from()
    {
        var shard = Shard("cache", "2/3");

        var marker = MarkerIn("cache");

        Assert.Equal((2, 3), ((int)marker["shard"]!["index"]!, (int)marker["shard"]!["count"]!));
        Assert.Equal(shard.Number("planned"), (long)marker["planned"]!);
        Assert.Equal(shard.Number("planned"), (long)marker["images"]!);
        Assert.Equal(shard.Digest, (string)marker["content_digest"]!);
        Assert.Equal(["corpus/train.txt", "corpus/val.txt"], marker["corpora"]!.AsArray().Select(corpus => (string)corpus!["path"]!));
        Assert.Equal([Workspace.FontA, Workspace.FontB], marker["fonts"]!.AsArray().Select(font => (string)font!["path"]!));
        Assert.Equal(32, (int)marker["settings"]!["image_height"]!);
        Assert.Equal(2 * Workspace.TrainLines, (int)marker["splits"]!["train"]!["images"]!);
    }

    [Fact]
    public void The_sums_of_all_shards_are_that_of_the_whole()
    {
        foreach (var shard in new[] { "1/1", "1/3", "2/3", "3/3" })
        {
            Shard(shard.Replace('/', '-'), shard);
        }

        var sum = new[] { "1-3", "2-3", "3-3" }.Aggregate(UInt128.Zero, (total, cache) => total + Sum(cache));

        Assert.Equal(Sum("1-1"), sum);
        Assert.Equal(Workspace.Images, (long)MarkerIn("1-1")["images"]!);

        UInt128 Sum(string cache) => UInt128.Parse((string)MarkerIn(cache)["entry_sum"]!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_pregeneration_that_nobody_divides_leaves_none()
    {
        _workspace.Pregenerate().Exits(0);

        Assert.Empty(MarkersIn("cache"));
    }

    [Fact]
    public void The_same_shard_leaves_the_same_marker_again_elsewhere_and_beside_others()
    {
        Shard("cache", "2/3");
        var marker = Assert.Single(MarkersIn("cache"));

        Shard("cache", "2/3");
        Assert.Equal([marker], MarkersIn("cache"));
        _workspace.Pregenerate().Exits(0);
        Directory.Delete(_workspace.PathOf("cache/shards"), recursive: true);
        Shard("cache", "2/3");
        Assert.Equal([marker], MarkersIn("cache"));
        Shard("deeper/in/another", "2/3", "--jobs", "1");
        Assert.Equal([marker], MarkersIn("deeper/in/another"));
        Shard("shared", "3/3");
        Shard("shared", "1/3");
        Shard("shared", "2/3");
        Assert.Equal(3, MarkersIn("shared").Length);
        Assert.Contains(marker, MarkersIn("shared"));
    }

    [Fact]
    public void A_shard_of_other_lines_takes_the_place_of_the_one_before()
    {
        Shard("cache", "2/3");
        Shard("cache", "1/3");
        var before = MarkersIn("cache");
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 4));

        Shard("cache", "2/3");

        Assert.Equal(2, MarkersIn("cache").Length);
        Assert.Single(MarkersIn("cache").Intersect(before));
    }

    /// <summary>A marker tells that the shard is complete: one that failed has none, and a merge waits for it.</summary>
    [Fact]
    public void A_shard_that_failed_leaves_none()
    {
        _workspace.Write("corpus/train.txt", [.. Repository.Train(Workspace.TrainLines), "中文"]);

        _workspace.Pregenerate("--shard", "1/1", "--on-unrenderable", "error").Exits(3);
        Assert.Empty(MarkersIn("cache"));

        _workspace.Pregenerate("--shard", "1/1", "--on-unrenderable", "skip").Exits(0);
        Assert.Equal(2, (long)MarkerIn("cache")["skipped"]!);
    }

    /// <summary>Killed at any moment and started again, as engines do with tasks whose node went down.</summary>
    [Fact]
    public void A_shard_that_was_killed_leaves_it_when_it_is_made_again()
    {
        string[] plan = ["--corpus", "train=" + Repository.PathOf("samples/QuickStart/corpus/train.txt"), "--fonts", Repository.PathOf("fonts/khmeros/*.ttf"), "--shard", "2/4", "--lint", "never", "--json", "--jobs", "1"];
        using var undisturbed = WorkerProcess.Start(["pregenerate", .. plan, "--cache-dir", _workspace.PathOf("undisturbed")]);
        var digest = undisturbed.End().Exits(0).Digest;
        var random = new Random(8);
        for (var kills = 0; kills < 6; kills++)
        {
            using var killed = WorkerProcess.Start(["pregenerate", .. plan, "--cache-dir", _workspace.Cache]);
            killed.LetWork((0.3 + (0.65 * random.NextDouble())) * undisturbed.Worked);
            if (killed.Kill() && kills < 5)
            {
                // One that was killed between the last segment and the marker goes on from there.
                continue;
            }

            Directory.Delete(_workspace.Cache, recursive: true);
        }

        using var requeued = WorkerProcess.Start(["pregenerate", .. plan, "--cache-dir", _workspace.Cache]);

        Assert.Equal(digest, requeued.End().Exits(0).Digest);
        Assert.Equal(MarkersIn("undisturbed"), MarkersIn("cache"));
    }

    [Fact]
    public void It_is_a_file_of_the_cache()
    {
        Shard("cache", "1/1");

        _workspace.Run("validate").Exits(0).Counts(("orphaned", 0));
        var marker = _workspace.PathOf("cache/shards/" + Assert.Single(MarkersIn("cache")));
        Damage.Flip(marker, 0.5);
        _workspace.Run("validate").Exits(1).Says($"{marker}: error KHC3004: ");
        _workspace.Run("validate", "--repair").Exits(1);
        Assert.False(File.Exists(marker));
        Shard("cache", "1/1");
        _workspace.Run("validate").Exits(0);
        _workspace.Run("clear", "--yes").Exits(0);
        Assert.False(Directory.Exists(_workspace.Cache));
    }

    private string[] MarkersIn(string cache) =>
        Directory.Exists(_workspace.PathOf(cache + "/shards")) ? [.. Directory.GetFiles(_workspace.PathOf(cache + "/shards")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    private JsonNode MarkerIn(string cache) => JsonNode.Parse(File.ReadAllText(_workspace.PathOf($"{cache}/shards/{Assert.Single(MarkersIn(cache))}")))!;

    private Outcome Shard(string cache, string shard, params string[] more) => _workspace.PregenerateInto(cache, [.. Workspace.All, "--shard", shard, .. more]).Exits(0);
}
