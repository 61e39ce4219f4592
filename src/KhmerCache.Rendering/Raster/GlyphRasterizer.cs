using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;
using SkiaSharp;

namespace KhmerCache.Rendering.Raster;

/// <summary>
/// Fills glyph outlines: SkiaSharp reads them from the font, unhinted, and what they cover is computed here, in integers. SkiaSharp's own filling
/// is in floating-point numbers, and gave one in 400 masks otherwise on arm64 than on x64. Safe to use from several threads.
/// </summary>
internal static class GlyphRasterizer
{
    /// <summary>Changes whenever the same outline would be filled with other pixels.</summary>
    private const int FillVersion = 1;

    /// <summary>The rasteriser with its version: another version may fill the same outlines with other pixels.</summary>
    public static string Version { get; } =
        $"SkiaSharp {typeof(SKPath).Assembly.GetName().Version!.Major}.{SkiaSharpVersion.Native}, fill {FillVersion}";

    /// <summary>The mask of a glyph at a size in 1/64 px.</summary>
    /// <exception cref="KhmerCacheException">The outline leaves the box that the font states for it.</exception>
    public static GlyphMask Rasterize(FontFace font, ushort glyph, int size)
    {
        var scale = FontScale.Create(size, font.UnitsPerEm);
        var box = GlyphBox.Of(font.ExtentsOf(glyph), scale);
        using var outline = OutlineOf(font, glyph);
        CheckBounds(font, glyph, outline);
        if (outline is null || outline.IsEmpty)
        {
            return new GlyphMask(0, 0, 0, 0, []);
        }

        var coverage = OutlineFiller.Fill(OutlineFlattener.Flatten(outline, scale, box), box.Width, box.Height);
        return new GlyphMask(checked((short)box.Left), checked((short)box.Top), (ushort)box.Width, (ushort)box.Height, coverage);
    }

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
