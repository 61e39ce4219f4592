using KhmerCache.Glyphs;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// The pixels around a glyph at a size, for all its quarter-pixel phases: columns from the pen's whole pixel, rows from the baseline upwards.
/// Layout and masks both take it from here.
/// </summary>
internal readonly record struct GlyphBox(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Top - Bottom;

    public static GlyphBox Of(GlyphExtents extents, FontScale scale) => extents.IsEmpty
        ? default
        : new GlyphBox(
            scale.FloorToPixel(extents.XMin),
            scale.CeilingToPixel(extents.YMax),
            scale.CeilingToPixel(extents.XMax, FontScale.Phases - 1),
            scale.FloorToPixel(extents.YMin));
}
