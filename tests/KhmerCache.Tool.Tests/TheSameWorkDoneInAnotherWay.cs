namespace KhmerCache.Tool.Tests;

/// <summary>Same entries, same files: whatever the threads, the order of the input, the shards and the history.</summary>
public sealed class TheSameWorkDoneInAnotherWay : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;

    public TheSameWorkDoneInAnotherWay() => _whole = _workspace.Pregenerate("--jobs", "1").Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("2")]
    [InlineData("7")]
    [InlineData("0")]
    public void Any_number_of_jobs_gives_the_same_files(string jobs)
    {
        var other = _workspace.PregenerateInto("other", [.. Workspace.All, "--jobs", jobs]).Exits(0);

        Assert.Equal(_whole.Digest, other.Digest);
        _workspace.FilesOf("other").AreThoseOf(_workspace.Files);
    }

    [Fact]
    public void Another_order_of_fonts_and_corpora_gives_the_same_files()
    {
        var other = _workspace.PregenerateInto(
            "other", "--fonts", Workspace.FontB, Workspace.FontA, "--corpus", "val=corpus/val.txt", "--corpus", "train=corpus/train.txt").Exits(0);

        Assert.Equal(_whole.Digest, other.Digest);
        _workspace.FilesOf("other").AreThoseOf(_workspace.Files);
    }

    [Fact]
    public void Another_order_of_the_lines_and_files_gives_the_same_files()
    {
        var lines = Repository.Train(Workspace.TrainLines);
        Array.Reverse(lines);
        _workspace.Write("corpus/b.txt", lines[..3]);
        _workspace.Write("corpus/a.txt", lines[3..]);

        var other = _workspace.PregenerateInto(
            "other", "--fonts", "fonts/*.ttf", "--corpus", "train=corpus/b.txt;corpus/a.txt", "--corpus", "val=corpus/val.txt").Exits(0);

        Assert.Equal(_whole.Digest, other.Digest);
        _workspace.FilesOf("other").WithoutPlans.AreThoseOf(_workspace.Files.WithoutPlans);
    }

    [Fact]
    public void Shards_in_one_folder_are_the_whole_before_compaction_and_byte_for_byte_after_it()
    {
        foreach (var shard in new[] { "2/3", "3/3", "1/3" })
        {
            _workspace.PregenerateInto("other", [.. Workspace.All, "--shard", shard]).Exits(0);
        }

        AreTheSameOnceCompacted("other");
    }

    [Fact]
    public void Shards_share_the_plan_out_without_a_gap_or_an_overlap()
    {
        string[] shards = ["1/4", "2/4", "3/4", "4/4"];

        var planned = shards.Sum(shard => _workspace.PregenerateInto(shard[..1], [.. Workspace.All, "--shard", shard]).Exits(0).Number("planned"));

        Assert.Equal(Workspace.Images, planned);
    }

    [Fact]
    public void A_cache_made_line_by_line_and_font_by_font_is_the_whole_once_compacted()
    {
        foreach (var font in new[] { Workspace.FontB, Workspace.FontA })
        {
            for (var lines = 1; lines <= Workspace.TrainLines; lines += 2)
            {
                _workspace.PregenerateInto("other", "--fonts", font, "--corpus", "train=corpus/train.txt", "--max-lines", $"{lines}").Exits(0);
            }
        }

        _workspace.PregenerateInto("other", Workspace.All).Exits(0);

        AreTheSameOnceCompacted("other");
    }

    [Fact]
    public void A_cache_with_a_past_of_damage_is_the_whole_once_compacted()
    {
        _workspace.PregenerateInto("other", [.. Workspace.All, "--max-lines", "5"]).Exits(0);
        File.Delete(Directory.GetFiles(_workspace.PathOf("other/segments/lines")).Single());
        _workspace.PregenerateInto("other", [.. Workspace.All, "--max-lines", "2"]).Exits(0);
        File.WriteAllText(_workspace.PathOf("other/cache_index.json"), "");
        _workspace.PregenerateInto("other", Workspace.All).Exits(0);

        AreTheSameOnceCompacted("other");
    }

    private void AreTheSameOnceCompacted(string cache)
    {
        var before = _workspace.RunOn(_workspace.PathOf(cache), "stats", "--json").Exits(0);
        var compacted = _workspace.RunOn(_workspace.PathOf(cache), "compact", "--json").Exits(0);
        var whole = _workspace.Run("compact").Exits(0);

        Assert.Equal(_whole.Digest, whole.Digest);
        Assert.Equal(_whole.Digest, before.Digest);
        Assert.Equal(_whole.Digest, compacted.Digest);
        _workspace.FilesOf(cache).AreThoseOf(_workspace.Files);
    }
}
