using KhmerCache.Rendering.Pregeneration;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>Sound to look at, with right checksums, and made to take all memory or all time, or to have ink lost.</summary>
public sealed class FontsThatMeanHarm : IDisposable
{
    private const string Font = "hostile.ttf";

    private readonly Workspace _workspace = new();
    private readonly FolderContents _files;

    public FontsThatMeanHarm()
    {
        _workspace.Pregenerate().Exits(0);
        _files = _workspace.Files;
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_font_that_they_are_made_from_is_sound()
    {
        var outcome = Pregenerate(new SyntheticFont(), "Hello, World!").Exits(0);

        outcome.Counts(("rendered", 1), ("skipped", 0));
        _workspace.Run("validate", "--deep").Exits(0);
    }

    /// <summary>Guards against 2^40 parts: what draws them asked for gigabytes.</summary>
    [Theory]
    [InlineData(40, 2)]
    [InlineData(2000, 1)]
    [InlineData(3, 200)]
    public void A_glyph_that_is_made_of_parts_that_are_made_of_parts(int depth, int times)
    {
        var font = new SyntheticFont();
        var part = font.Add([]);
        for (var i = 0; i < depth; i++)
        {
            part = font.Add(SyntheticFont.Composite([.. Enumerable.Repeat(part, times)]));
        }

        font.Add(SyntheticFont.Composite(font.GlyphOf('B'), part), 'A');
        Fails(font, "ABBA", $"glyph {font.GlyphOf('A')} is made of more parts than any sound font's");
    }

    [Fact]
    public void A_glyph_that_is_made_of_itself()
    {
        var font = new SyntheticFont();
        font.Add(SyntheticFont.Composite(font.GlyphOf('A')), 'A');
        Fails(font, "A", "or of itself");
    }

    [Fact]
    public void A_glyph_that_is_made_of_one_that_is_not_there()
    {
        var font = new SyntheticFont();
        font.Add(SyntheticFont.Composite(font.GlyphOf('B'), 60_000), 'A');
        Fails(font, "A", "is made of one that is not there");
    }

    [Fact]
    public void An_outline_of_too_many_points()
    {
        var font = new SyntheticFont();
        font.Add(SyntheticFont.Zigzag(60_000), 'A');
        Fails(font, "A", "60001 points");
    }

    /// <summary>Guards against edges that took half a gigabyte for each glyph, on each thread.</summary>
    [Fact]
    public void An_outline_of_too_many_curves_that_are_too_long()
    {
        var font = new SyntheticFont { UnitsPerEm = 500 };
        for (var character = '!'; character < 0x7F; character++)
        {
            font.Add(SyntheticFont.Box(25, 0, 225, 350), character);
        }

        font.Add(SyntheticFont.Curves(8_000, 32_000), '~');
        Fails(font, "~", "is too intricate", "--image-height", "256");
    }

    /// <summary>Guards against an overflow: a glyph that stands 32,768 pixels away has no mask.</summary>
    [Fact]
    public void A_glyph_that_stands_far_away()
    {
        var font = new SyntheticFont { UnitsPerEm = 16 };
        for (var character = '!'; character < 0x7F; character++)
        {
            font.Add(SyntheticFont.Box(0, 0, 4, 11), character);
        }

        font.Add(SyntheticFont.Box(-32_768, 0, -32_760, 11), '~');
        Fails(font, "~", "reaches more than 64 em", "--image-height", "256");
    }

    [Fact]
    public void Masks_that_would_take_all_memory()
    {
        var font = new SyntheticFont();
        var text = new List<string>();
        for (var character = 0x4E00; character < 0x4E00 + 600; character++)
        {
            font.Add(SyntheticFont.Box(0, 0, 32_000, 400 + (character & 255)), character);
            text.Add(char.ToString((char)character));
        }

        Fails(font, string.Join('\n', text), "MB at a height of 256 px", "--image-height", "256");
    }

    [Theory]
    [InlineData(2, 30)]
    [InlineData(64, 10)]
    public void A_font_that_makes_ever_more_glyphs_of_one(int times, int lookups)
    {
        var font = new SyntheticFont();
        font.With("GSUB", LayoutTable.Create([.. Enumerable.Repeat(LayoutTable.Multiply(font.GlyphOf('~'), times), lookups)]));

        var outcome = Pregenerate(font, "~~~~~~~~~~~~\nHello").Exits(0).Counts(("rendered", 1), ("skipped", 1));

        outcome.Says("warning KHC1004: ").Says(Font).Says("glyphs of its 12 characters");
        _workspace.Run("validate", "--deep").Exits(0);
    }

    /// <summary>Guards against an overflow: the pen's way in fixed-point numbers came out near the start again.</summary>
    [Fact]
    public void Glyphs_that_stand_beyond_all_bounds()
    {
        var font = new SyntheticFont { UnitsPerEm = 16, Advance = ushort.MaxValue };
        for (var character = '!'; character < 0x7F; character++)
        {
            font.Add(SyntheticFont.Box(0, 0, 4, 11), character);
        }

        Pregenerate(font, new string('A', 16_000), "--image-height", "256").Exits(0).Counts(("rendered", 0), ("skipped", 1)).Says("wider or higher than 65535 px");
    }

    [Fact]
    public void A_letter_that_shows_as_nothing()
    {
        var font = new SyntheticFont();
        font.Add([], 'e');

        Pregenerate(font, "Hallo\nHello").Exits(0).Counts(("rendered", 1), ("skipped", 1)).Says("the font shows nothing for U+0065 'e' at column 2");
    }

    [Fact]
    public void A_line_that_keeps_the_shaper_busy_is_given_up()
    {
        var error = GivesUp(Slow(), "Hello", new string('A', 16_000));

        Assert.Contains($"Shaping line 2 of {_workspace.PathOf("lines.txt")} took longer than", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Guards against waiting for ever for the one while the other has given up.</summary>
    [Fact]
    public void A_line_that_keeps_the_shaper_busy_is_given_up_where_the_corpus_is_linted_at_the_same_time() =>
        GivesUp(Slow(), LintMode.Always, "Hello", new string('A', 16_000));

    [Fact]
    public void A_font_that_keeps_the_shaper_busy_with_every_line_is_given_up()
    {
        var font = new SyntheticFont();
        font.With("GSUB", LayoutTable.Create(LayoutTable.Apply(font.Count, lookup: 0, times: 200)));

        Assert.Contains("Opening and measuring the font took longer than", GivesUp(font, "Hello").Message, StringComparison.Ordinal);
    }

    /// <summary>As many edges on each scanline would take gigabytes.</summary>
    [Fact]
    public void An_outline_that_crosses_each_line_thousands_of_times()
    {
        var font = new SyntheticFont();
        font.Add(SyntheticFont.Zigzag(32_000), '~');

        Fails(font, "~", "too intricate", "--image-height", "256");
    }

    /// <summary>The worker waits its ten seconds, tells, and ends, although its thread does not.</summary>
    [Fact]
    public void The_worker_ends_while_the_shaper_is_still_busy()
    {
        _workspace.Write("lines.txt", "Hello", new string('A', 16_000));
        var file = _workspace.Write(Font, Slow(often: 700).Write());

        var outcome = Worker.Run(
            _workspace.PathOf("."), "pregenerate", "--json", "--corpus", "train=lines.txt", "--fonts", Font, "--cache-dir", _workspace.Cache).Exits(3);

        outcome.Says($"{file}: error KHC2003: Shaping line 2 of ").Says("took longer than 10 s").Says("take it out of the fonts");
        _workspace.Files.AreThoseOf(_files);
    }

    // From every place of a long line a look at 60 glyphs, in vain; short lines have not so many.
    private static SyntheticFont Slow(int often = 40)
    {
        var font = new SyntheticFont();
        return font.With("GSUB", LayoutTable.Create([.. Enumerable.Repeat(LayoutTable.LookInVain(font.Count, 60, 0, often), 20)]));
    }

    private Diagnostic GivesUp(SyntheticFont font, params string[] lines) => GivesUp(font, LintMode.WhenNew, lines);

    private Diagnostic GivesUp(SyntheticFont font, LintMode lint, params string[] lines)
    {
        var file = _workspace.Write(Font, font.Write());
        var options = new PregenerationOptions
        {
            CacheDirectory = _workspace.Cache,
            Fonts = [new FontDescriptor("hostile", Font, file)],
            Splits = [new SplitDescriptor("train", [_workspace.Write("lines.txt", lines)])],
            ImageHeight = 256,
            TimeLimit = TimeSpan.FromSeconds(0.5),
            Lint = lint,
            Jobs = 2,
        };

        var error = Assert.Throws<KhmerCacheException>(() => Pregenerator.Run(options)).Diagnostic;

        Assert.Equal((DiagnosticSeverity.Error, DiagnosticCodes.TimeLimit, file), (error.Severity, error.Code, error.File));
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images));
        _workspace.Pregenerate().Exits(0).Counts(("cached", Workspace.Images), ("rendered", 0));
        return error;
    }

    private void Fails(SyntheticFont font, string text, string message, params string[] arguments)
    {
        Pregenerate(font, text, arguments).Exits(3).Says($"{_workspace.PathOf(Font)}: error KHC2002: ").Says(message).Says("Take it out of the fonts");
        _workspace.Files.AreThoseOf(_files);
    }

    private Outcome Pregenerate(SyntheticFont font, string text, params string[] arguments)
    {
        _workspace.Write(Font, font.Write());
        _workspace.Write("lines.txt", text.Split('\n'));
        return _workspace.Run("pregenerate", ["--corpus", "train=lines.txt", "--fonts", Font, .. arguments]);
    }
}
