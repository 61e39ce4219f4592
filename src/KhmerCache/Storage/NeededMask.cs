namespace KhmerCache.Storage;

/// <summary>A mask that some line of a font needs: a glyph, and by how many 64ths the line is smaller than the font's size.</summary>
internal readonly record struct NeededMask(byte Shrink, ushort Glyph) : IComparable<NeededMask>
{
    public int CompareTo(NeededMask other)
    {
        var order = Shrink.CompareTo(other.Shrink);
        return order != 0 ? order : Glyph.CompareTo(other.Glyph);
    }
}
