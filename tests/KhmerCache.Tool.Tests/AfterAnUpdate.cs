using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Tool.Tests;

/// <summary>
/// A newer shaper, layout or rasteriser makes stale what older ones have made. Exactly that is made anew, and whoever waits for it is told why.
/// </summary>
public sealed class AfterAnUpdate : IDisposable
{
    private static readonly string RendererNow = $"{FontFace.ShaperVersion}, layout {LineStyle.LayoutVersion}";
    private static readonly string BecauseOfTheRenderer = $"because they were made by '{EarlierVersion.Renderer}' and the renderer is '{RendererNow}' now.";
    private static readonly string BecauseOfTheRasterizer = $"because they were drawn by '{EarlierVersion.Rasterizer}' and the rasteriser is '{GlyphRasterizer.Version}' now.";

    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;
    private readonly long _ofFontA;

    public AfterAnUpdate()
    {
        _whole = _workspace.Pregenerate().Exits(0);
        _ofFontA = (long)_workspace.Run("stats").Json["fonts"]![Workspace.FontA]!;
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Of_the_shaper_or_the_layout_every_image_is_rendered_anew_with_one_line_that_says_why()
    {
        EarlierVersion.Renders(_workspace.Cache);
        Assert.NotEqual(_whole.Digest, _workspace.Run("stats").Digest);

        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images), ("cached", 0));

        Assert.Equal($"info KHC3006: Rendered anew: {Workspace.Images} images in 2 fonts, {BecauseOfTheRenderer}", again.Error.TrimEnd());
        IsAsIfMadeFromNothing(again);
    }

    [Fact]
    public void Of_the_shaper_for_some_fonts_the_others_are_left_alone()
    {
        EarlierVersion.Renders(_workspace.Cache, Workspace.FontA);

        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", _ofFontA), ("cached", Workspace.Images - _ofFontA));

        Assert.Equal($"info KHC3006: Rendered anew: {_ofFontA} images in '{Workspace.FontA}', {BecauseOfTheRenderer}", again.Error.TrimEnd());
        IsAsIfMadeFromNothing(again);
    }

    [Fact]
    public void Of_the_rasterizer_only_masks_are_drawn_again()
    {
        EarlierVersion.Draws(_workspace.Cache);
        Assert.NotEqual(_whole.Digest, _workspace.Run("stats").Digest);
        var lines = _workspace.Segment("lines");

        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images));

        Assert.Equal($"info KHC3006: Drawn again: the glyph masks of 2 fonts, {BecauseOfTheRasterizer}", again.Error.TrimEnd());
        Assert.Equal(lines, _workspace.Segment("lines"));
        IsAsIfMadeFromNothing(again);
    }

    [Fact]
    public void Of_the_rasterizer_for_some_fonts_the_masks_of_the_others_are_left_alone()
    {
        EarlierVersion.Draws(_workspace.Cache, Workspace.FontB);

        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));

        Assert.Equal($"info KHC3006: Drawn again: the glyph masks of '{Workspace.FontB}', {BecauseOfTheRasterizer}", again.Error.TrimEnd());
        Assert.Equal(new() { [EarlierVersion.Rasterizer] = 1, [GlyphRasterizer.Version] = 2 }, RasterizersOfMasks());
        IsAsIfMadeFromNothing(again);
    }

    [Fact]
    public void Of_everything_each_cause_is_said_once()
    {
        EarlierVersion.Renders(_workspace.Cache);
        EarlierVersion.Draws(_workspace.Cache);
        File.Copy(Repository.FontFile("KhmerOSmuol.ttf"), _workspace.PathOf(Workspace.FontA), overwrite: true);

        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images));

        Assert.Equal(
            [
                $"{_workspace.PathOf(Workspace.FontA)}: info KHC3006: Rendered anew: {_ofFontA} images in '{Workspace.FontA}', because the font file has changed, and they were made by '{EarlierVersion.Renderer}' and the renderer is '{RendererNow}' now.",
                $"info KHC3006: Rendered anew: {Workspace.Images - _ofFontA} images in '{Workspace.FontB}', {BecauseOfTheRenderer}",
                $"info KHC3006: Drawn again: the glyph masks of '{Workspace.FontB}', {BecauseOfTheRasterizer}",
            ],
            again.Error.TrimEnd().Split('\n'));
        IsAsIfMadeFromNothing(again);
    }

    [Fact]
    public void Of_a_font_file_its_images_are_rendered_anew_and_the_file_is_named()
    {
        File.Copy(Repository.FontFile("KhmerOSmuol.ttf"), _workspace.PathOf(Workspace.FontA), overwrite: true);

        var again = _workspace.Pregenerate().Exits(0).Counts(("rendered", _ofFontA));

        Assert.Equal(
            $"{_workspace.PathOf(Workspace.FontA)}: info KHC3006: Rendered anew: {_ofFontA} images in '{Workspace.FontA}', because the font file has changed.",
            again.Error.TrimEnd());
    }

    [Fact]
    public void Nothing_is_said_where_nothing_was_there_before()
    {
        EarlierVersion.Renders(_workspace.Cache);

        Assert.Empty(_workspace.Pregenerate("--image-height", "48").Exits(0).Counts(("rendered", Workspace.Images)).Error);
    }

    [Fact]
    public void Images_that_the_project_does_not_ask_for_stay_as_they_are()
    {
        _workspace.Pregenerate("--image-height", "48").Exits(0);
        EarlierVersion.Renders(_workspace.Cache);
        EarlierVersion.Draws(_workspace.Cache);

        _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images)).Says($"{Workspace.Images} images");

        var stats = _workspace.Run("stats").Exits(0).Json;
        Assert.Equal(
            $$"""{"{{EarlierVersion.Renderer}}":{{Workspace.Images}},"{{RendererNow}}":{{Workspace.Images}}}""",
            stats["renderers"]!.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal));
        Assert.Equal(
            $$"""{"{{EarlierVersion.Rasterizer}}":{{Workspace.Images}},"{{GlyphRasterizer.Version}}":{{Workspace.Images}}}""", stats["rasterizers"]!.ToJsonString());
    }

    /// <summary>The first shard's manifest no longer tells of the earlier version.</summary>
    [Fact]
    public void Each_shard_says_what_it_renders_anew()
    {
        EarlierVersion.Renders(_workspace.Cache);

        var rendered = new[] { "1/3", "2/3", "3/3" }.Sum(shard =>
        {
            var part = _workspace.Pregenerate("--shard", shard).Exits(0);
            return part.Says($"Rendered anew: {part.Number("rendered")} images in 2 fonts, {BecauseOfTheRenderer}").Number("rendered");
        });

        Assert.Equal(Workspace.Images, rendered);
        IsAsIfMadeFromNothing(_workspace.Pregenerate().Exits(0));
    }

    [Fact]
    public void A_lost_manifest_does_not_hide_the_cause()
    {
        EarlierVersion.Renders(_workspace.Cache);
        File.Delete(_workspace.PathOf("cache/cache_index.json"));

        _workspace.Pregenerate().Exits(0).Counts(("rendered", Workspace.Images)).Says(BecauseOfTheRenderer);
    }

    [Fact]
    public void The_cause_is_said_before_the_work()
    {
        EarlierVersion.Renders(_workspace.Cache);
        var before = _workspace.Files;
        var said = new List<Diagnostic>();

        var report = Pregenerator.Run(new PregenerationOptions
        {
            CacheDirectory = _workspace.Cache,
            Fonts = [FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf("."))],
            Splits = [new SplitDescriptor("train", [_workspace.PathOf("corpus/train.txt")])],
            Log = diagnostic =>
            {
                said.Add(diagnostic);
                _workspace.Files.AreThoseOf(before);
            },
        });

        Assert.Equal((DiagnosticSeverity.Info, DiagnosticCodes.Stale), (Assert.Single(said).Severity, said[0].Code));
        Assert.Equal(said, report.Diagnostics.Where(diagnostic => diagnostic.Code == DiagnosticCodes.Stale));
    }

    [Fact]
    public void The_build_task_hears_of_it_before_the_work_in_numbers()
    {
        EarlierVersion.Draws(_workspace.Cache);

        // Before it, there is only what the work turns to.
        var first = _workspace.Listen("pregenerate", Workspace.All).Exits(0).Events.First(line => line["on"] is null);

        Assert.Equal(("diagnostic", "info", "KHC3006"), ((string)first["event"]!, (string)first["severity"]!, (string)first["code"]!));
    }

    [Theory]
    [InlineData]
    [InlineData("--deep")]
    public void Validate_finds_stale_what_another_shaper_made(params string[] arguments)
    {
        EarlierVersion.Renders(_workspace.Cache, Workspace.FontA);

        _workspace.Run("validate", arguments).Exits(1).Counts(("checked", Workspace.Images), ("missing", 0), ("corrupt", 0), ("stale", _ofFontA))
            .Says($"error KHC3006: Stale: {_ofFontA} images in '{Workspace.FontA}', {BecauseOfTheRenderer}");
    }

    [Theory]
    [InlineData]
    [InlineData("--deep")]
    public void Validate_finds_stale_what_another_rasterizer_drew(params string[] arguments)
    {
        EarlierVersion.Draws(_workspace.Cache);

        _workspace.Run("validate", arguments).Exits(1).Counts(("checked", Workspace.Images), ("missing", 0), ("corrupt", 0), ("stale", Workspace.Images))
            .Says($"error KHC3006: Stale: the glyph masks of 2 fonts, {BecauseOfTheRasterizer}");
    }

    [Fact]
    public void Validate_says_of_images_that_are_no_longer_shown_why_they_are_not()
    {
        EarlierVersion.Renders(_workspace.Cache);
        _workspace.Pregenerate().Exits(0);

        _workspace.Run("validate").Exits(0).Counts(("checked", 2 * Workspace.Images), ("stale", Workspace.Images))
            .Says($"info KHC3006: No longer shown: {Workspace.Images} images in 2 fonts, {BecauseOfTheRenderer} 'khmercache compact' drops them.");
    }

    [Fact]
    public void Stats_tells_people_who_has_made_the_images()
    {
        var stats = _workspace.RunOn(_workspace.Cache, "stats").Exits(0).Output;

        Assert.Contains($"renderer: {RendererNow}, {Workspace.Images} images", stats, StringComparison.Ordinal);
        Assert.Contains($"rasterizer: {GlyphRasterizer.Version}, {Workspace.Images} images", stats, StringComparison.Ordinal);
    }

    private Dictionary<string, int> RasterizersOfMasks()
    {
        var folder = new Storage.CacheFolder(_workspace.Cache);
        return Storage.GlyphStore.Open(folder, folder.ListSegments(Storage.SegmentKind.Glyphs), manifest: null).Masks.Keys
            .Select(key => (key.Rasterizer, key.FontSha256)).Distinct().GroupBy(pair => pair.Rasterizer).ToDictionary(group => group.Key, group => group.Count());
    }

    private void IsAsIfMadeFromNothing(Outcome last)
    {
        Assert.Empty(_workspace.Pregenerate().Exits(0).Counts(("rendered", 0)).Error);
        var fresh = _workspace.PregenerateInto("fresh", Workspace.All).Exits(0);
        Assert.Equal(fresh.Digest, last.Digest);
        _workspace.Run("compact").Exits(0);
        _workspace.RunOn(_workspace.PathOf("fresh"), "compact", "--json").Exits(0);
        _workspace.Files.AreThoseOf(_workspace.FilesOf("fresh"));
    }
}
