namespace KhmerCache.Rendering.Text;

/// <summary>The box around a glyph's outline in font units, y upwards.</summary>
internal sealed record GlyphExtents(int XMin, int YMin, int XMax, int YMax)
{
    public static GlyphExtents Empty { get; } = new(0, 0, 0, 0);

    public bool IsEmpty => XMin == XMax;
}
