namespace KhmerCache.Tool.Tests;

/// <summary>Pregenerating again from the same inputs looks at the outside of files only; whatever could make another picture, or lose one, is seen all the same.</summary>
public sealed class NothingToDo : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _first;

    public NothingToDo() => _first = _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    private string Plan => Assert.Single(Directory.GetFiles(_workspace.PathOf("cache/plans")));

    [Fact]
    public void Segments_are_not_read()
    {
        var segment = _workspace.Segment("lines");
        var time = File.GetLastWriteTimeUtc(_workspace.PathOf("cache/cache_index.json")).AddSeconds(-5);
        Damage.Flip(segment, 0.9);
        File.SetLastWriteTimeUtc(segment, time);
        File.SetLastWriteTimeUtc(_workspace.Segment("glyphs"), time);

        // Nothing but reading it could tell that it is damaged.
        Assert.Empty(_workspace.Pregenerate().Exits(0).Counts(("planned", Workspace.Images), ("rendered", 0), ("cached", Workspace.Images)).Error);

        _workspace.Run("validate").Exits(1).Says(segment);
        _workspace.Run("validate", "--repair").Exits(1);
        Assert.Equal(_first.Digest, _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images)).Digest);
    }

    [Fact]
    public void A_file_that_was_touched_is_looked_at_once()
    {
        var (segment, manifest) = (_workspace.Segment("lines"), _workspace.PathOf("cache/cache_index.json"));
        var later = DateTime.UtcNow.AddSeconds(-1);
        File.SetLastWriteTimeUtc(segment, later);
        File.SetLastWriteTimeUtc(manifest, later.AddSeconds(-1));

        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));

        // It is intact, and so it is trusted from now on.
        Assert.True(File.GetLastWriteTimeUtc(manifest) > File.GetLastWriteTimeUtc(segment));
    }

    [Theory]
    [InlineData("corpus/train.txt")]
    [InlineData("corpus/val.txt")]
    public void Another_text_in_a_file_of_the_same_length_and_time_is_seen(string corpus)
    {
        var path = _workspace.PathOf(corpus);
        var (lines, time) = (File.ReadAllLines(path), File.GetLastWriteTimeUtc(path));
        lines[0] = string.Concat(lines[0].Reverse().Select(character => character is >= 'ក' and <= 'អ' ? 'ក' : ' ')).Replace(' ', 'ខ');
        _workspace.Write(corpus, lines);
        File.SetLastWriteTimeUtc(path, time);

        Assert.NotEqual(0, _workspace.Pregenerate().Exits(0).Number("rendered"));
    }

    [Fact]
    public void Another_font_under_the_same_name_is_seen()
    {
        File.Copy(_workspace.PathOf(Workspace.FontB), _workspace.PathOf(Workspace.FontA), overwrite: true);

        Assert.NotEqual(0, _workspace.Pregenerate().Exits(0).Number("rendered"));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("glyphs")]
    public void A_segment_that_is_gone_is_seen(string kind)
    {
        File.Delete(_workspace.Segment(kind));

        var again = _workspace.Pregenerate().Exits(0).Says("KHC3005");

        Assert.Equal(_first.Digest, again.Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images), ("missing", 0));
    }

    [Fact]
    public void A_repair_that_drops_a_segment_is_not_forgotten()
    {
        Damage.Truncate(_workspace.Segment("lines"));
        _workspace.Run("validate", "--repair").Exits(1);

        _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images));
    }

    [Fact]
    public void Lines_that_have_no_picture_are_told_of_every_time()
    {
        _workspace.Write("corpus/train.txt", [.. Repository.Train(3), "日本"]);
        var first = _workspace.Pregenerate().Exits(0).Says("KHC1004");

        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("skipped", first.Number("skipped")));

        Assert.Equal(Warnings(first), Warnings(again));

        static IEnumerable<string> Warnings(Outcome outcome) => outcome.Error.Split('\n').Where(line => line.Contains("KHC1004", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("truncated")]
    [InlineData("emptied")]
    [InlineData("flipped in the middle")]
    public void A_lost_or_damaged_plan_is_made_again(string damage)
    {
        var (plan, content) = (Plan, File.ReadAllBytes(Plan));
        Damage.Do(damage, plan);

        Assert.Empty(_workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images)).Error);

        Assert.Equal(content, File.ReadAllBytes(plan));
        _workspace.Run("validate").Exits(0);
    }

    [Fact]
    public void Validate_finds_a_damaged_plan_and_its_repair_deletes_it()
    {
        Damage.Flip(Plan, 0.5);

        _workspace.Run("validate").Exits(1).Says("KHC3004").Says(Plan);
        _workspace.Run("validate", "--repair").Exits(1);

        Assert.Empty(Directory.GetFiles(_workspace.PathOf("cache/plans")));
        _workspace.Run("validate").Exits(0);
    }

    [Fact]
    public void Each_height_has_a_plan_and_the_last_one_of_a_height_takes_the_place_of_the_one_before()
    {
        _workspace.Pregenerate("--image-height", "48").Exits(0);
        Assert.Equal(2, Directory.GetFiles(_workspace.PathOf("cache/plans")).Length);

        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines - 1));
        _workspace.Pregenerate("--image-height", "48").Exits(0);

        Assert.Equal(2, Directory.GetFiles(_workspace.PathOf("cache/plans")).Length);
    }

    /// <summary>Lines of one font, of all fonts and of a choice among them stand side by side in one plan.</summary>
    [Fact]
    public void A_plan_with_a_font_for_each_line_is_known_again_and_asks_for_no_other()
    {
        var all = Plan;
        var first = _workspace.Pregenerate("--fonts-per-line", "1").Exits(0);

        Assert.Empty(_workspace.Pregenerate("--fonts-per-line", "1").Exits(0).Counts(("planned", Workspace.TrainLines + Workspace.ValLines), ("rendered", 0)).Error);
        Assert.Equal(first.Digest, _first.Digest);

        // The plan of all fonts is a plan as well, until it is gone.
        _workspace.Run("gc").Exits(0).Counts(("kept", Workspace.Images));
        File.Delete(all);
        _workspace.Run("gc").Exits(0).Counts(("kept", Workspace.TrainLines + Workspace.ValLines));
    }

    /// <summary>A shard whose segment was lost while another one was made is not complete, whatever the sum of all images is.</summary>
    [Fact]
    public void What_another_pregeneration_has_given_up_is_rendered_again()
    {
        string[] shards = ["1/2", "2/2"];
        Outcome Shard(int shard) => _workspace.PregenerateInto("shards", [.. Workspace.All, "--shard", shards[shard]]).Exits(0);
        var planned = Shard(0).Number("planned");
        var before = Directory.GetFiles(_workspace.PathOf("shards/segments/lines"));
        Shard(1);
        Damage.Flip(Directory.GetFiles(_workspace.PathOf("shards/segments/lines")).Except(before).Single(), 0.9);

        Shard(0).Counts(("planned", planned), ("rendered", 0));
        Shard(1).Counts(("rendered", Workspace.Images - planned));

        Assert.Equal(_first.Digest, _workspace.RunOn(_workspace.PathOf("shards"), "stats", "--json").Digest);
    }

    [Fact]
    public void What_was_lost_before_somebody_added_a_picture_is_rendered_again()
    {
        File.Delete(_workspace.Segment("lines"));
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ដៃ", FontDescriptor.FromPath("hand", _workspace.PathOf("")), new LineImage(2, 2, [1, 2, 3, 4]));
        }

        _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images));
    }

    /// <summary>At the start of a file a byte order mark is none of the label's; sorting may bring it into the middle.</summary>
    [Fact]
    public void A_byte_order_mark_that_moved_into_a_label_is_seen()
    {
        string[] lines = Repository.Train(4);
        _workspace.Write("corpus/train.txt", ["﻿" + lines[0], .. lines[1..]]);
        _workspace.Pregenerate().Exits(0);
        _workspace.Write("corpus/train.txt", [.. lines[1..], "﻿" + lines[0]]);

        Assert.NotEqual(0, _workspace.Pregenerate().Exits(0).Number("rendered") + _workspace.Pregenerate().Exits(0).Number("skipped"));
    }

    [Fact]
    public void Lines_that_have_no_picture_are_told_of_where_they_stand_now()
    {
        _workspace.Write("corpus/train.txt", [.. Repository.Train(3), "日本"]);
        _workspace.Pregenerate().Exits(0).Says("train.txt(4)");
        _workspace.Write("corpus/train.txt", ["日本", .. Repository.Train(3)]);

        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0)).Says("train.txt(1)").DoesNotSay("train.txt(4)");
    }

    [Fact]
    public void Plans_do_not_tell_where_the_project_lies()
    {
        Assert.DoesNotContain(_workspace.PathOf(""), System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Plan)), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_compaction_nothing_is_rendered_and_the_plan_is_noted_again()
    {
        _workspace.Run("compact").Exits(0);
        Assert.False(Directory.Exists(_workspace.PathOf("cache/plans")) && Directory.GetFiles(_workspace.PathOf("cache/plans")).Length > 0);

        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));

        Assert.NotEmpty(Plan);
    }
}
