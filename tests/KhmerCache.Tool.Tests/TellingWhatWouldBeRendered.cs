namespace KhmerCache.Tool.Tests;

/// <summary><c>pregenerate --dry-run</c>, and the counts of each font.</summary>
public sealed class TellingWhatWouldBeRendered : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Without_a_cache_all_is_missing_and_none_is_made()
    {
        var told = _workspace.Pregenerate("--dry-run").Exits(0).Json;

        Assert.Equal((Workspace.Images, Workspace.Images, 0), ((int)told["planned"]!, (int)told["missing"]!, (int)told["cached"]!));
        Assert.Equal(Workspace.TrainLines, (int)told["splits"]!["train"]!["lines"]!);
        Assert.Equal(Workspace.Images, told["fonts"]!.AsObject().Sum(font => (int)font.Value!["missing"]!));
        Assert.False(Directory.Exists(_workspace.Cache));
    }

    [Fact]
    public void What_is_there_is_not_missing()
    {
        _workspace.Run("pregenerate", [.. Workspace.All, "--splits", "val"]).Exits(0);
        var files = _workspace.Files;

        var told = _workspace.Pregenerate("--dry-run").Exits(0).Json;
        files.AreThoseOf(_workspace.Files);
        var done = _workspace.Pregenerate().Exits(0).Json;

        Assert.Equal((int)done["rendered"]!, (int)told["missing"]!);
        Assert.Equal(
            done["fonts"]!.AsObject().Select(font => (font.Key, (int)font.Value!["planned"]!, (int)font.Value["rendered"]!)),
            told["fonts"]!.AsObject().Select(font => (font.Key, (int)font.Value!["planned"]!, (int)font.Value["missing"]!)));
        Assert.Equal(0, (int)_workspace.Pregenerate("--dry-run").Exits(0).Json["missing"]!);
        Assert.Equal(0, (int)_workspace.Pregenerate("--dry-run").Exits(0).Json["estimated_bytes"]!);
    }

    [Fact]
    public void The_counts_of_fonts_are_the_same_where_nothing_is_left_to_do()
    {
        var first = _workspace.Pregenerate().Exits(0).Json["fonts"]!.AsObject();
        var second = _workspace.Pregenerate().Exits(0).Json["fonts"]!.AsObject();

        Assert.Equal([Workspace.FontA, Workspace.FontB], first.Select(font => font.Key));
        Assert.Equal(Workspace.Images, first.Sum(font => (int)font.Value!["rendered"]!));
        Assert.All(second, font => Assert.Equal(0, (int)font.Value!["rendered"]!));
        Assert.Equal(first.Select(font => (int)font.Value!["planned"]!), second.Select(font => (int)font.Value!["planned"]!));
    }

    [Fact]
    public void What_a_font_can_not_show_is_counted_at_that_font()
    {
        _workspace.Write("corpus/train.txt", "ខ្មែរ", "中文");

        var fonts = _workspace.Pregenerate().Exits(0).Json["fonts"]!.AsObject();

        Assert.All(fonts, font => Assert.Equal(1, (int)font.Value!["skipped"]!));
    }

    [Fact]
    public void What_a_font_can_not_show_would_not_be_rendered()
    {
        _workspace.Write("corpus/train.txt", "ខ្មែរ", "中文");

        var told = _workspace.Pregenerate("--dry-run").Exits(0).Json;
        var done = _workspace.Pregenerate().Exits(0).Json;
        var after = _workspace.Pregenerate("--dry-run").Exits(0).Json;

        Assert.Equal((2, (int)done["rendered"]!, 0), ((int)told["skipped"]!, (int)told["missing"]!, (int)told["cached"]!));
        Assert.All(told["fonts"]!.AsObject(), font => Assert.Equal(1, (int)font.Value!["skipped"]!));
        Assert.Equal((2, 0, (int)done["rendered"]!), ((int)after["skipped"]!, (int)after["missing"]!, (int)after["cached"]!));
    }

    /// <summary>The README's corpus, in the fonts of the repository.</summary>
    [Theory]
    [InlineData("16", 300)]
    [InlineData("32", 300)]
    [InlineData("64", 300)]
    [InlineData("32", 4000)]
    public void The_estimate_is_about_what_it_takes(string height, int lines)
    {
        _workspace.Write("corpus/train.txt", Repository.Train(lines));
        string[] options = [.. Workspace.All, "--image-height", height];

        var told = (double)_workspace.Run("pregenerate", [.. options, "--dry-run"]).Exits(0).Json["estimated_bytes"]!;
        _workspace.Run("pregenerate", options).Exits(0);

        var bytes = (double)_workspace.Run("stats").Exits(0).Json["total_size_bytes"]!;
        Assert.InRange(told / bytes, 0.5, 2);
    }
}
