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

    /// <summary>What is filled in a second or so. Of 436 fonts that were looked at, the most points are 1,273, which come here as twice as many.</summary>
    private const int MaxPoints = 32_767;

    /// <summary>Several times the width of the widest glyphs that there are, ligatures of whole phrases.</summary>
    private const int MaxEms = 64;

    /// <summary>Sizes are in 1/64 px.</summary>
    private const int PixelsPerSize = 64;

    /// <summary>The rasteriser with its version: another version may fill the same outlines with other pixels.</summary>
    public static string Version { get; } =
        $"SkiaSharp {typeof(SKPath).Assembly.GetName().Version!.Major}.{SkiaSharpVersion.Native}, fill {FillVersion}";

    /// <summary>The mask of a glyph at a size in 1/64 px.</summary>
    /// <exception cref="KhmerCacheException">The outline leaves the box that the font states for it, or is too large or too intricate to be a glyph's.</exception>
    public static GlyphMask Rasterize(FontFace font, ushort glyph, int size)
    {
        var scale = FontScale.Create(size, font.UnitsPerEm);
        var box = GlyphBox.Of(font.ExtentsOf(glyph), scale);
        CheckBox(font, glyph, box, size);
        font.CheckParts(glyph);
        using var outline = OutlineOf(font, glyph);
        CheckBounds(font, glyph, outline);
        if (outline is null || outline.IsEmpty)
        {
            return new GlyphMask(0, 0, 0, 0, []);
        }

        if (!OutlineFiller.TryFill(OutlineFlattener.Flatten(outline, scale, box), box.Width, box.Height, out var coverage))
        {
            throw font.Fault($"The outline of glyph {glyph} is too intricate to be that of a letter.");
        }

        return new GlyphMask((short)box.Left, (short)box.Top, (ushort)box.Width, (ushort)box.Height, coverage);
    }

    /// <summary>The number of bytes of coverage that the mask of a glyph will have.</summary>
    public static long CoverageOf(FontFace font, ushort glyph, int size)
    {
        var box = GlyphBox.Of(font.ExtentsOf(glyph), FontScale.Create(size, font.UnitsPerEm));
        return (long)FontScale.Phases * box.Width * box.Height;
    }

    // The memory of a mask is bounded by this, and its place by 16 bits.
    private static void CheckBox(FontFace font, ushort glyph, GlyphBox box, int size)
    {
        var reach = Math.Max(Math.Max(Math.Abs(box.Left), Math.Abs(box.Right)), Math.Max(Math.Abs(box.Top), Math.Abs(box.Bottom)));
        if (reach > short.MaxValue || (long)reach * PixelsPerSize > (long)MaxEms * size + PixelsPerSize)
        {
            throw font.Fault($"The ink of glyph {glyph} reaches more than {MaxEms} em from its origin, which no sound font's does.");
        }
    }

    // A font may state a box that its outline leaves; the ink outside would be lost without a word.
    private static void CheckBounds(FontFace font, ushort glyph, SKPath? outline)
    {
        if (outline?.PointCount > MaxPoints)
        {
            throw font.Fault($"The outline of glyph {glyph} has {outline.PointCount} points, more than any sound font's.");
        }

        var (extents, bounds) = (font.ExtentsOf(glyph), outline?.TightBounds ?? SKRect.Empty);
        if (extents.IsEmpty == outline is { IsEmpty: false }
            || bounds.Left < extents.XMin || bounds.Right > extents.XMax || -bounds.Bottom < extents.YMin || -bounds.Top > extents.YMax)
        {
            throw font.Fault($"The file is damaged: the outline of glyph {glyph} leaves the box that the font states for it.");
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
