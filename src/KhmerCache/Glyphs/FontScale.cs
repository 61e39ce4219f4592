namespace KhmerCache.Glyphs;

/// <summary>
/// From font units to pixels in integers only, so that no machine rounds otherwise: positions are kept in 2^-32 quarter pixels,
/// and rounded once, where a glyph is placed.
/// </summary>
/// <param name="FixedPerUnit">2^-32 quarter pixels per font unit.</param>
internal readonly record struct FontScale(long FixedPerUnit)
{
    /// <summary>Phases of a glyph within a pixel, horizontally.</summary>
    public const int Phases = 4;

    private const int FixedBits = 32;
    private const int PixelBits = FixedBits + 2;

    /// <summary>The scale of an em of <paramref name="size"/> 1/64 pixels.</summary>
    public static FontScale Create(int size, int unitsPerEm)
    {
        // size / 64 px per em = size / 16 quarter pixels per em.
        var quarterPixelsPerEm = (long)size << (FixedBits - 4);
        return new FontScale((quarterPixelsPerEm + unitsPerEm / 2) / unitsPerEm);
    }

    /// <summary>A whole number of pixels in 2^-32 quarter pixels.</summary>
    public static long FixedOfPixels(int pixels) => (long)pixels << PixelBits;

    /// <summary>The nearest quarter pixel.</summary>
    public static int RoundToQuarterPixel(long fixedValue) => (int)((fixedValue + (1L << (FixedBits - 1))) >> FixedBits);

    /// <summary>A distance in font units as 2^-32 quarter pixels.</summary>
    public long Fixed(int units) => units * FixedPerUnit;

    /// <summary>The nearest pixel.</summary>
    public int RoundToPixel(int units) => (int)((Fixed(units) + (1L << (PixelBits - 1))) >> PixelBits);

    /// <summary>The largest whole pixel that is not above <paramref name="units"/>.</summary>
    public int FloorToPixel(int units) => (int)(Fixed(units) >> PixelBits);

    /// <summary>The smallest whole pixel that is not below <paramref name="units"/> plus <paramref name="quarterPixels"/>.</summary>
    public int CeilingToPixel(int units, int quarterPixels = 0) =>
        (int)((Fixed(units) + ((long)quarterPixels << FixedBits) + (1L << PixelBits) - 1) >> PixelBits);
}
