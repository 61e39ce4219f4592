using System.Collections.Concurrent;
using KhmerCache.Glyphs;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>
/// Which glyphs of a font are drawn alike: many fonts have one drawing under several ids, some with a hair's difference, such as coeng DA and coeng TA. Safe to
/// use from several threads.
/// </summary>
internal sealed class GlyphShapes(FontFace font)
{
    /// <summary>The em that shapes are compared at, in 1/64 px: that of a picture 64 px high, about.</summary>
    private const int Size = 32 * 64;

    /// <summary>Of the ink, in percent: what two drawings may differ by, and still be one to a reader.</summary>
    private const int Tolerance = 2;

    private readonly ConcurrentDictionary<ushort, ushort> _shapes = new();
    private readonly ConcurrentDictionary<ushort, GlyphMask> _masks = new();

    /// <summary>The first glyph of the font that is drawn like this one: equal for glyphs that are drawn alike.</summary>
    public ushort this[ushort glyph] => _shapes.GetOrAdd(glyph, FirstLike);

    private ushort FirstLike(ushort glyph)
    {
        var extents = font.ExtentsOf(glyph);
        for (ushort other = 0; other < glyph; other++)
        {
            if (IsNear(extents, font.ExtentsOf(other)) && IsAlike(MaskOf(glyph), MaskOf(other)))
            {
                return other;
            }
        }

        return glyph;
    }

    private bool IsNear(in GlyphExtents one, in GlyphExtents two)
    {
        var hair = font.UnitsPerEm / 50;
        return !two.IsEmpty && Math.Abs(one.XMin - two.XMin) <= hair && Math.Abs(one.XMax - two.XMax) <= hair
            && Math.Abs(one.YMin - two.YMin) <= hair && Math.Abs(one.YMax - two.YMax) <= hair;
    }

    private static bool IsAlike(GlyphMask one, GlyphMask two)
    {
        if ((one.Left, one.Top, one.Width, one.Height) != (two.Left, two.Top, two.Width, two.Height))
        {
            return false;
        }

        var (ink, difference) = (0L, 0L);
        for (var i = 0; i < one.Coverage.Length; i++)
        {
            ink += one.Coverage[i];
            difference += Math.Abs(one.Coverage[i] - two.Coverage[i]);
        }

        return difference * 100 <= ink * Tolerance;
    }

    private GlyphMask MaskOf(ushort glyph) => _masks.GetOrAdd(glyph, id => GlyphRasterizer.Rasterize(font, id, Size));
}
