namespace KhmerCache.Glyphs;

/// <summary>Which mask: a glyph of a font, known by its bytes, at a size, as a rasteriser draws it.</summary>
/// <param name="FontSha256">The SHA-256 of the font file in lower-case hexadecimal.</param>
/// <param name="Rasterizer">The rasteriser with its version: another version gives other pixels.</param>
/// <param name="Size">The size of the em in 1/64 pixel.</param>
/// <param name="Glyph">The glyph's id in the font.</param>
internal readonly record struct GlyphKey(string FontSha256, string Rasterizer, ushort Size, ushort Glyph) : IComparable<GlyphKey>
{
    public int CompareTo(GlyphKey other)
    {
        var order = string.CompareOrdinal(FontSha256, other.FontSha256);
        order = order != 0 ? order : string.CompareOrdinal(Rasterizer, other.Rasterizer);
        order = order != 0 ? order : Size.CompareTo(other.Size);
        return order != 0 ? order : Glyph.CompareTo(other.Glyph);
    }
}
