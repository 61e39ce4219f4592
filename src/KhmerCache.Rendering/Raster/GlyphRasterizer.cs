using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;
using SkiaSharp;

namespace KhmerCache.Rendering.Raster;

/// <summary>
/// Fills glyph outlines with SkiaSharp: paths, not glyphs, so that no hinting, no system font and no setting of the machine has a say.
/// Not safe to use from several threads at once.
/// </summary>
internal sealed class GlyphRasterizer : IDisposable
{
    private readonly SKPaint _paint = new() { IsAntialias = true, Style = SKPaintStyle.Fill, Color = SKColors.Black };

    /// <summary>The rasteriser with its version: another version fills the same outlines with other pixels.</summary>
    public static string Version { get; } = $"SkiaSharp {typeof(SKPath).Assembly.GetName().Version!.Major}.{SkiaSharpVersion.Native}";

    /// <summary>The mask of a glyph at a size in 1/64 px.</summary>
    /// <exception cref="KhmerCacheException">The outline leaves the box that the font states for it.</exception>
    public GlyphMask Rasterize(FontFace font, ushort glyph, int size)
    {
        var scale = FontScale.Create(size, font.UnitsPerEm);
        var box = GlyphBox.Of(font.ExtentsOf(glyph), scale);
        using var outline = OutlineOf(font, glyph);
        CheckBounds(font, glyph, outline);
        if (outline is null || outline.IsEmpty)
        {
            return new GlyphMask(0, 0, 0, 0, []);
        }

        var coverage = new byte[GlyphMask.CoverageLength(box.Width, box.Height)];
        using var bitmap = new SKBitmap(new SKImageInfo(box.Width, box.Height, SKColorType.Alpha8, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);

        // Pixels per font unit; 2^-34 from the scale's fixed point, exact in a double and rounded once.
        var factor = (float)(scale.FixedPerUnit * Math.ScaleB(1, -34));
        for (var phase = 0; phase < FontScale.Phases; phase++)
        {
            canvas.Clear(SKColors.Transparent);
            canvas.SetMatrix(new SKMatrix(factor, 0, phase / (float)FontScale.Phases - box.Left, 0, factor, box.Top, 0, 0, 1));
            canvas.DrawPath(outline, _paint);
            canvas.Flush();
            for (var row = 0; row < box.Height; row++)
            {
                bitmap.GetPixelSpan().Slice(row * bitmap.RowBytes, box.Width).CopyTo(coverage.AsSpan((phase * box.Height + row) * box.Width));
            }
        }

        return new GlyphMask(checked((short)box.Left), checked((short)box.Top), (ushort)box.Width, (ushort)box.Height, coverage);
    }

    public void Dispose() => _paint.Dispose();

    // A font may state a box that its outline leaves; the ink outside would be lost without a word.
    private static void CheckBounds(FontFace font, ushort glyph, SKPath? outline)
    {
        var (extents, bounds) = (font.ExtentsOf(glyph), outline?.TightBounds ?? SKRect.Empty);
        if (extents.IsEmpty == outline is { IsEmpty: false }
            || bounds.Left < extents.XMin || bounds.Right > extents.XMax || -bounds.Bottom < extents.YMin || -bounds.Top > extents.YMax)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.NotAFont,
                $"The outline of glyph {glyph} leaves the box that the font states for it. The file is damaged: replace it by a sound copy.",
                font.Descriptor.FilePath);
        }
    }

    // At one pixel per font unit outlines come as the font has them, y downwards.
    private static SKPath? OutlineOf(FontFace font, ushort glyph)
    {
        using var sized = new SKFont(font.Typeface, font.UnitsPerEm)
        {
            Hinting = SKFontHinting.None,
            LinearMetrics = true,
            Subpixel = true,
            Edging = SKFontEdging.Antialias,
            ForceAutoHinting = false,
            EmbeddedBitmaps = false,
        };
        return sized.GetGlyphPath(glyph);
    }
}
