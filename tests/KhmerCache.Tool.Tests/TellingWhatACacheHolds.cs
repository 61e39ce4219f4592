using System.Text.Json.Nodes;
using KhmerCache.Tool.Tests.Trust;

namespace KhmerCache.Tool.Tests;

public sealed class TellingWhatACacheHolds : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;

    public TellingWhatACacheHolds() => _whole = _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    /// <summary>Another font mends the one, and more lines the other.</summary>
    [Fact]
    public void Of_a_character_that_no_image_of_a_font_shows_it_is_told_whether_the_font_has_it()
    {
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            // The second font has no Œ, and a ឨ that no line shows.
            cache.CacheImage("ឨŒ", FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), new LineImage(40, 32, new byte[40 * 32]));
        }

        string[] fonts = ["--fonts", "fonts/*.ttf", "--project-directory", _workspace.PathOf(".")];
        var characters = _workspace.Run("stats", fonts).Exits(0).Json["characters"]!.AsArray().Where(character => (string)character!["character"]! is "ឨ" or "Œ")
            .ToDictionary(character => (string)character!["character"]!, character => character!["lacked_by"]!.AsArray().Select(font => (string)font!).ToArray());

        Assert.Equal([Workspace.FontB], characters["Œ"]);
        Assert.Empty(characters["ឨ"]);
        Assert.All(
            _workspace.Run("stats").Exits(0).Json["characters"]!.AsArray().Where(character => character!["missing_in"]!.AsArray().Count > 0), character => Assert.Null(character!["lacked_by"]));
        _workspace.RunOn(_workspace.Cache, "stats", fonts).Exits(0).Prints($"Œ  {Workspace.FontB} (has no glyph for it)").Prints($"ឨ  {Workspace.FontB} (has a glyph for it)");
    }

    [Fact]
    public void Stats_is_one_object_with_the_fields_of_the_design()
    {
        var stats = _workspace.Run("stats").Exits(0);

        Assert.Equal(
            [
                "total_images", "total_size_bytes", "total_size_mb", "bytes_per_image", "splits", "fonts", "renderers", "rasterizers", "content_digest", "written", "used", "runs",
                "labels", "widths", "text_lengths", "ink_shares", "fonts_by_split", "characters",
            ],
            stats.Fields);
        Assert.Equal(Workspace.Images, stats.Number("total_images"));
        Assert.Equal(_whole.Digest, stats.Digest);
        Assert.Empty(stats.Error);
    }

    [Fact]
    public void The_size_is_that_of_everything_in_the_folder()
    {
        var stats = _workspace.Run("stats");

        var bytes = _workspace.Files.Names.Sum(name => (long)_workspace.Files[name].Length);
        Assert.Equal(bytes, stats.Number("total_size_bytes"));
        Assert.Equal(Math.Round(bytes / 1048576.0, 2), (double)stats.Json["total_size_mb"]!);
        Assert.Equal(Math.Round((double)bytes / Workspace.Images, 1), (double)stats.Json["bytes_per_image"]!);
    }

    [Fact]
    public void Splits_and_fonts_add_up()
    {
        var stats = _workspace.Run("stats").Json;

        Assert.Equal("""{"train":{"lines":8,"images":16},"val":{"lines":4,"images":4}}""", stats["splits"]!.ToJsonString());
        Assert.Equal([Workspace.FontA, Workspace.FontB], stats["fonts"]!.AsObject().Select(font => font.Key));
        Assert.Equal(Workspace.Images, stats["fonts"]!.AsObject().Sum(font => font.Value!.GetValue<long>()));
    }

    [Fact]
    public void People_are_told_the_same()
    {
        var outcome = _workspace.RunOn(_workspace.Cache, "stats").Exits(0);

        Assert.Contains(_whole.Digest, outcome.Output, StringComparison.Ordinal);
        Assert.Contains("split train: 8 lines, 16 images", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"font {Workspace.FontA}", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_and_characters_are_those_of_the_images()
    {
        var stats = _workspace.Run("stats", "--corpus", "train=" + _workspace.PathOf("corpus/train.txt"), "--corpus", "val=" + _workspace.PathOf("corpus/val.txt")).Exits(0).Json;
        string[] labels = [.. Repository.Train(Workspace.TrainLines), .. Repository.Val(Workspace.ValLines)];
        var images = _workspace.Run("export", "--format", "files", "--output", _workspace.PathOf("tree")).Exits(0);
        var widths = Directory.GetFiles(_workspace.PathOf("tree/metadata")).Select(file => (int)JsonNode.Parse(File.ReadAllText(file))!["image_width"]!).ToList();

        Assert.Equal(Workspace.Images, images.Number("images"));
        Assert.Equal((widths.Min(), widths.Max()), ((int)stats["widths"]!["min"]!, (int)stats["widths"]!["max"]!));
        var width = (int)stats["widths"]!["bin_width"]!;
        Assert.Equal(
            Enumerable.Range(0, 1 + widths.Max() / width).Select(bin => widths.Count(value => value / width == bin)), stats["widths"]!["bins"]!.AsArray().Select(bin => (int)bin!));
        Assert.Equal(labels.Length, stats["text_lengths"]!["bins"]!.AsArray().Sum(bin => (int)bin!));
        Assert.Equal(Workspace.Images, stats["ink_shares"]!.AsArray().Sum(step => (int)step!));
        Assert.Equal(
            labels.SelectMany(label => label.EnumerateRunes()).Distinct().OrderBy(character => character.Value).Select(character => (character.ToString(), labels.Count(label => label.EnumerateRunes().Contains(character)))),
            stats["characters"]!.AsArray().Select(character => ((string)character!["character"]!, (int)character["labels"]!)));
        Assert.All(stats["fonts_by_split"]!.AsArray(), font => Assert.Equal(Workspace.TrainLines, (int)font!["splits"]!["train"]!));
        Assert.Equal(Workspace.ValLines, stats["fonts_by_split"]!.AsArray().Sum(font => (int)font!["splits"]!["val"]!));
    }

    [Fact]
    public void Bars_are_plain_where_nobody_watches()
    {
        var text = _workspace.RunOn(_workspace.Cache, "stats").Exits(0).Output;

        Assert.Contains("  ########################################  ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_damaged_is_told_and_the_rest_is_counted()
    {
        var segment = _workspace.Segment("lines");
        var bytes = File.ReadAllBytes(segment);
        var place = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Repository.Train(1)[0]));
        bytes[place] ^= 1;
        File.WriteAllBytes(segment, bytes);

        var stats = _workspace.Run("stats").Exits(1);

        Assert.Contains("'khmercache validate' names all of them", stats.Error, StringComparison.Ordinal);
        Assert.Equal(Workspace.TrainLines + Workspace.ValLines - 1, stats.Number("labels"));
        _workspace.Run("stats", "--quick").Exits(0);
    }

    [SkippableFact]
    public void The_last_runs_are_told_where_they_are_kept()
    {
        Skip.If(OperatingSystem.IsWindows(), "The variable is set by env.");
        string[] pregenerate = ["pregenerate", "--project-directory", _workspace.PathOf("."), .. Workspace.All, "--image-height", "40"];
        Run(pregenerate);
        Run(pregenerate);

        var runs = Run("stats", "--quick", "--json").Json["runs"]!.AsArray();

        Assert.Equal([(Workspace.Images, 0), (0, Workspace.Images)], runs.Select(run => ((int)run!["hits"]!, (int)run["misses"]!)));
        Assert.Contains($"100 % hits: {Workspace.Images} there, 0 rendered", Run("stats", "--quick").Output, StringComparison.Ordinal);

        Outcome Run(params string[] arguments)
        {
            using var process = WorkerProcess.StartOther(
                ["env", "KHMERCACHE_STATE_DIR=" + _workspace.PathOf("state"), .. WorkerProcess.Command, .. arguments, "--cache-dir", _workspace.Cache]);
            return process.End().Exits(0);
        }
    }

    [Fact]
    public void Stats_changes_nothing()
    {
        var files = _workspace.Files;

        _workspace.Run("stats");

        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void Bench_is_one_object_with_the_fields_of_the_design()
    {
        var bench = _workspace.Run("bench").Exits(0);

        Assert.Equal(["read_u8_per_second", "read_f32_per_second", "memcpy_u8_per_second", "images", "bytes_per_image"], bench.Fields);
        Assert.All(bench.Json.Take(3), rate => Assert.True(rate.Value!.GetValue<long>() > 0, rate.Key));
        Assert.Equal(Workspace.Images, bench.Number("images"));
        Assert.True(JsonNode.DeepEquals(_workspace.Run("stats").Json["bytes_per_image"], bench.Json["bytes_per_image"]));
    }
}
