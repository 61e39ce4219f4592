using KhmerCache.Glyphs;

namespace KhmerCache.Tests;

/// <summary>The scalar reference: codec 1 of docs/format.md sentence by sentence and pixel by pixel, with nothing of the reader's arithmetic.</summary>
internal static class PlainComposer
{
    /// <summary>The picture of a run; null where a glyph has no mask, or its box would leave the picture.</summary>
    public static byte[]? Compose(Recipe recipe, in GlyphRun run, IReadOnlyDictionary<ushort, GlyphMask> masks)
    {
        var pixels = new byte[run.Width * recipe.ImageHeight];
        Array.Fill(pixels, (byte)255);
        Int128 pen = 0;
        foreach (var glyph in run.Glyphs)
        {
            if (!masks.TryGetValue(glyph.Glyph, out var mask))
            {
                return null;
            }

            var (column, row, phase) = Place(recipe, run.Shrink, run.OriginX, pen, glyph, mask);
            pen += glyph.XAdvance;
            if (mask.Width == 0)
            {
                continue;
            }

            if (column < 0 || row < 0 || column + mask.Width > run.Width || row + mask.Height > recipe.ImageHeight)
            {
                return null;
            }

            for (var y = 0; y < mask.Height; y++)
            {
                for (var x = 0; x < mask.Width; x++)
                {
                    var place = ((int)row + y) * run.Width + (int)column + x;
                    pixels[place] = (byte)Math.Max(0, pixels[place] - mask.Coverage[(phase * mask.Height + y) * mask.Width + x]);
                }
            }
        }

        return pixels;
    }

    /// <summary>The first column and row of a glyph's mask, and its phase.</summary>
    /// <param name="recipe">The font and its size.</param>
    /// <param name="shrink">How much smaller the line is.</param>
    /// <param name="originX">Where the pen started, in pixels.</param>
    /// <param name="pen">How far it has moved since, in font units.</param>
    /// <param name="glyph">The glyph.</param>
    /// <param name="mask">Its mask.</param>
    public static (Int128 Column, Int128 Row, int Phase) Place(Recipe recipe, int shrink, int originX, Int128 pen, PositionedGlyph glyph, GlyphMask mask)
    {
        var size = Floor((Int128)recipe.FontSize * (64 - shrink), 64);
        var scale = Floor(size * (1 << 28) + recipe.UnitsPerEm / 2, recipe.UnitsPerEm);
        var quarter = (Int128)originX * 4 + Floor((pen + glyph.XOffset) * scale + (1L << 31), 1L << 32);
        var phase = quarter - Floor(quarter, 4) * 4;
        var rise = Floor(glyph.YOffset * scale + (1L << 33), 1L << 34);
        return (Floor(quarter, 4) + mask.Left, recipe.Baseline - rise - mask.Top, (int)phase);
    }

    private static Int128 Floor(Int128 dividend, Int128 divisor) => (dividend - (dividend % divisor + divisor) % divisor) / divisor;
}
