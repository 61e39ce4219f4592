using FsCheck.Xunit;
using KhmerCache.Glyphs;
using Xunit;

namespace KhmerCache.Tests;

public sealed class ComposingLines
{
    private static readonly Recipe Recipe = SmallCache.RecipeOf("a.ttf");

    [Property(MaxTest = 300)]
    public void A_line_is_its_masks_subtracted_from_white(string text)
    {
        var run = SmallCache.Run(text ?? "");
        run = run with { Width = run.Width + 10 * run.Glyphs.Length };

        Assert.True(TryCompose(run, out var pixels));
        Assert.Equal(SmallCache.Draw(Recipe, run), pixels);
    }

    [Fact]
    public void Ink_in_the_last_pixel_does_not_reach_beyond_the_picture()
    {
        // Glyph 1 is 4 px wide; with the pen at the far right its padded rows would end outside.
        for (var width = 14; width < 34; width++)
        {
            var run = new GlyphRun(width, width - 3, 0, [new PositionedGlyph(1, 0, 0, -280)]);

            Assert.True(TryCompose(run, out var pixels));
            Assert.Equal(SmallCache.Draw(Recipe, run), pixels);
        }
    }

    [Theory]
    [InlineData(-2, 0)]
    [InlineData(39, 0)]
    [InlineData(10, 2000)]
    [InlineData(10, -2000)]
    public void Ink_that_would_leave_the_picture_is_refused(int originX, int yOffset) =>
        Assert.False(TryCompose(new GlyphRun(40, originX, 0, [new PositionedGlyph(3, 0, 0, yOffset)]), out _));

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_baseline_far_outside_the_picture_is_refused(int baseline)
    {
        var recipe = Recipe with { Baseline = baseline };
        var atlas = new GlyphAtlas([.. SmallCache.Masks(Recipe).Select(mask => KeyValuePair.Create(mask.Key.Glyph, mask.Value))]);
        var table = new GlyphTable(recipe, 0, [new PositionedGlyph(3, 0, 0, 0)], atlas);

        Assert.False(LineComposer.TryCompose([0, 0, 0], 2, 10, table, 40, new byte[40 * SmallCache.ImageHeight]));
    }

    [Fact]
    public void A_glyph_without_mask_is_refused() =>
        Assert.False(TryCompose(new GlyphRun(40, 10, 0, [new PositionedGlyph(77, 0, 0, 0)]), out _));

    [Fact]
    public void A_blank_moves_the_pen_and_leaves_no_ink()
    {
        Assert.True(TryCompose(new GlyphRun(40, 10, 0, [new PositionedGlyph(0, 500, 0, 0)]), out var pixels));
        Assert.All(pixels, pixel => Assert.Equal(255, pixel));
    }

    private static bool TryCompose(in GlyphRun run, out byte[] pixels)
    {
        var atlas = new GlyphAtlas([.. SmallCache.Masks(Recipe).Select(mask => KeyValuePair.Create(mask.Key.Glyph, mask.Value))]);
        PositionedGlyph[] symbols = [.. run.Glyphs.Distinct()];
        var ranks = symbols.Select((symbol, rank) => (symbol, rank)).ToDictionary(pair => pair.symbol, pair => pair.rank);
        var bytes = new byte[GlyphRunCodec.MaxLength(run.Glyphs.Length)];
        var length = GlyphRunCodec.Encode(run, ranks, bytes);
        var position = 0;
        GlyphRunCodec.TryReadHeader(bytes, ref position, out var shrink, out var originX);

        // Surrounded by other bytes, so that a write outside the picture shows.
        var guarded = new byte[64 + run.Width * SmallCache.ImageHeight + 64];
        guarded.AsSpan().Fill(7);
        var drawn = LineComposer.TryCompose(
            bytes.AsSpan(0, length), position, originX, new GlyphTable(Recipe, shrink, symbols, atlas), run.Width, guarded.AsSpan(64, run.Width * SmallCache.ImageHeight));
        Assert.All(guarded[..64].Concat(guarded[^64..]), guard => Assert.Equal(7, guard));
        pixels = guarded[64..^64];
        return drawn;
    }
}
