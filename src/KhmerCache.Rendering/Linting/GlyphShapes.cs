using System.Collections.Concurrent;
using System.IO.Hashing;
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

    /// <summary>Khmer fonts have some hundred glyphs. In one with tens of thousands, as for Chinese, most are of one size, and comparing all takes minutes.</summary>
    private const int MostCompared = 4_096;

    private readonly ConcurrentDictionary<ushort, ulong> _shapes = new();
    private readonly ConcurrentDictionary<ushort, GlyphMask> _masks = new();

    /// <summary>Equal for glyphs that are drawn alike: the first such glyph of the font, or in a large font a hash of the drawing, without tolerance.</summary>
    public ulong this[ushort glyph] => _shapes.GetOrAdd(glyph, id => font.GlyphCount <= MostCompared ? FirstLike(id) : HashOf(id));

    private ulong HashOf(ushort glyph)
    {
        var mask = GlyphRasterizer.Rasterize(font, glyph, Size);
        return mask.Width == 0 ? glyph : XxHash3.HashToUInt64(mask.Coverage, PlaceOf(mask));

        static long PlaceOf(GlyphMask mask) => ((long)mask.Left << 48) ^ ((long)mask.Top << 32) ^ mask.Width;
    }

    private ushort FirstLike(ushort glyph)
    {
        for (ushort other = 0; other < glyph; other++)
        {
            if (IsAlike(glyph, other))
            {
                return other;
            }
        }

        return glyph;
    }

    private bool IsAlike(ushort one, ushort two)
    {
        try
        {
            return IsNear(font.ExtentsOf(one), font.ExtentsOf(two)) && IsAlike(MaskOf(one), MaskOf(two));
        }
        catch (KhmerCacheException)
        {
            // Damaged glyphs that no line uses are no concern of a lint; those that are used stop the rendering.
            return false;
        }
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
