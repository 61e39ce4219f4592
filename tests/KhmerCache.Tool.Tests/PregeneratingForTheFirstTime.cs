namespace KhmerCache.Tool.Tests;

public sealed class PregeneratingForTheFirstTime : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Json_is_one_object_with_the_fields_of_the_design_and_nothing_else()
    {
        var outcome = _workspace.Pregenerate().Exits(0);

        Assert.Equal(["planned", "rendered", "cached", "skipped", "seconds", "content_digest", "fonts"], outcome.Fields);
        outcome.Counts(("planned", Workspace.Images), ("rendered", Workspace.Images), ("cached", 0), ("skipped", 0));
        Assert.True((double)outcome.Json["seconds"]! >= 0);
        Assert.Matches("^[0-9a-f]{64}$", outcome.Digest);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void People_are_told_the_same_in_a_line_and_another_for_each_font()
    {
        var outcome = _workspace.RunOn(_workspace.Cache, "pregenerate", Workspace.All).Exits(0);

        Assert.Contains($"{Workspace.Images} images planned, {Workspace.Images} rendered, 0 already there", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(3, outcome.Output.Count(character => character == '\n'));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void The_cache_is_one_manifest_one_segment_of_each_kind_and_the_plan_that_it_was_made_for()
    {
        _workspace.Pregenerate().Exits(0);

        Assert.Equal(
            [".lock", "cache_index.json", $"segments/glyphs/{Path.GetFileName(_workspace.Segment("glyphs"))}", $"segments/lines/{Path.GetFileName(_workspace.Segment("lines"))}"],
            _workspace.Files.WithoutPlans.Names);
        Assert.Single(Directory.GetFiles(_workspace.PathOf("cache/plans")));
    }

    [Fact]
    public void Every_line_to_train_from_is_there_in_every_font_and_every_line_to_validate_with_in_one()
    {
        _workspace.Pregenerate().Exits(0);

        using var cache = ImageCache.Open(_workspace.Cache);
        FontDescriptor[] fonts = [FontOf(Workspace.FontA), FontOf(Workspace.FontB)];
        Assert.All(Repository.Train(Workspace.TrainLines), line => Assert.Equal(2, fonts.Count(font => cache.TryGetImage(line, font, 32, out _))));
        Assert.All(Repository.Val(Workspace.ValLines), line => Assert.Single(fonts, font => cache.TryGetImage(line, font, 32, out _)));
    }

    [Theory]
    [InlineData("1", Workspace.TrainLines + Workspace.ValLines)]
    [InlineData("2", Workspace.Images)]
    [InlineData("7", Workspace.Images)]
    [InlineData("all", Workspace.Images)]
    public void Fonts_per_line_says_how_many_fonts_show_a_line_to_train_from(string fontsPerLine, long images) =>
        _workspace.Pregenerate("--fonts-per-line", fontsPerLine).Exits(0).Counts(("planned", images), ("rendered", images));

    [Fact]
    public void Max_lines_and_splits_say_what_is_left_out()
    {
        _workspace.Pregenerate("--max-lines", "3", "--splits", "train").Exits(0).Counts(("planned", 6));
        _workspace.Pregenerate("--max-lines", "3").Exits(0).Counts(("planned", 9), ("cached", 6));
        _workspace.Pregenerate("--splits", "val", "train").Exits(0).Counts(("planned", Workspace.Images));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(256)]
    public void Images_have_the_height_that_was_asked_for(int height)
    {
        _workspace.Pregenerate("--image-height", $"{height}").Exits(0);

        using var cache = ImageCache.Open(_workspace.Cache);
        Assert.Equal(height, cache.GetImage(Repository.Train(1)[0], FontOf(Workspace.FontA), height).Height);
    }

    [Fact]
    public void Blanks_line_ends_a_byte_order_mark_and_empty_lines_are_no_part_of_a_label()
    {
        var plain = _workspace.PregenerateInto("plain", Train("plain.txt", "ខ្មែរ\nភាសា\n"u8)).Exits(0);

        var windows = _workspace.PregenerateInto("windows", Train("windows.txt", "\uFEFFខ្មែរ \r\n\r\n\tភាសា\r\n"u8)).Exits(0);

        Assert.Equal(plain.Digest, windows.Digest);
    }

    [Fact]
    public void Paths_may_have_blanks_and_Khmer_letters_and_lead_upwards()
    {
        File.Copy(_workspace.PathOf(Workspace.FontA), _workspace.PathOf("fonts/ពុម្ព អក្សរ.ttf"));
        _workspace.Write("អត្ថបទ ខ្មែរ/ឯកសារ.txt", Repository.Train(2));

        _workspace.PregenerateInto("ឃ្លាំង 1", "--corpus", "train=corpus/../អត្ថបទ ខ្មែរ/*.txt", "--fonts", "fonts/ពុម្ព អក្សរ.ttf").Exits(0);

        var stats = _workspace.RunOn(_workspace.PathOf("ឃ្លាំង 1"), "stats", "--json").Exits(0);
        Assert.Equal(["fonts/ពុម្ព អក្សរ.ttf"], stats.Json["fonts"]!.AsObject().Select(font => font.Key));
    }

    [Fact]
    public void A_pattern_may_have_stars_and_question_marks()
    {
        _workspace.Write("more/deep/x1.txt", Repository.Train(2));
        _workspace.Write("more/x2.txt", Repository.Train(3));

        _workspace.PregenerateInto("c", "--corpus", "train=more/**/*.txt", "--fonts", Workspace.FontA).Exits(0).Counts(("planned", 3));
        _workspace.PregenerateInto("c", "--corpus", "train=more/x?.txt", "--fonts", "fonts/Khmer?S.ttf").Exits(0).Counts(("planned", 3), ("cached", 3));
    }

    private string[] Train(string corpus, ReadOnlySpan<byte> content)
    {
        _workspace.Write(corpus, content.ToArray());
        return ["--corpus", $"train={corpus}", "--fonts", Workspace.FontA];
    }

    private FontDescriptor FontOf(string path) => FontDescriptor.FromPath(path, _workspace.PathOf("."));
}
