using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests;

public sealed class TellingWhatACacheHolds : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;

    public TellingWhatACacheHolds() => _whole = _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Stats_is_one_object_with_the_fields_of_the_design()
    {
        var stats = _workspace.Run("stats").Exits(0);

        Assert.Equal(["total_images", "total_size_bytes", "total_size_mb", "bytes_per_image", "splits", "fonts", "renderers", "rasterizers", "content_digest"], stats.Fields);
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
