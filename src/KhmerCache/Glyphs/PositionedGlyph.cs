namespace KhmerCache.Glyphs;

/// <summary>A glyph as the shaper placed it: its id, how far the pen moves on, and its offset from the pen, in font units (y upwards).</summary>
internal readonly record struct PositionedGlyph(ushort Glyph, int XAdvance, int XOffset, int YOffset) : IComparable<PositionedGlyph>
{
    public int CompareTo(PositionedGlyph other)
    {
        var order = Glyph.CompareTo(other.Glyph);
        order = order != 0 ? order : XAdvance.CompareTo(other.XAdvance);
        order = order != 0 ? order : XOffset.CompareTo(other.XOffset);
        return order != 0 ? order : YOffset.CompareTo(other.YOffset);
    }
}
