namespace KhmerCache.Glyphs;

/// <summary>
/// A text line as the glyphs it is drawn with, in visual order. Together with a <see cref="GlyphAtlas"/> it <em>is</em> the picture:
/// each glyph's mask is subtracted from white, and nothing else happens.
/// </summary>
/// <param name="Width">The width of the picture in pixels.</param>
/// <param name="OriginX">Where the pen starts, in pixels from the left edge.</param>
/// <param name="Shrink">By how many 64ths the line is smaller than its font's size, because its ink would have left the picture; 0 for most lines.</param>
/// <param name="Glyphs">The glyphs, in font units.</param>
internal readonly record struct GlyphRun(int Width, int OriginX, int Shrink, PositionedGlyph[] Glyphs)
{
    /// <summary>Where the glyphs stand in which picture.</summary>
    public RunPlace Place => new(Width, OriginX, Shrink);

    /// <summary>A line is made smaller in steps of 1/64, so that few sizes, and so few masks, come up.</summary>
    public const int ShrinkSteps = 64;

    /// <summary>Smaller than a quarter of the font's size, a line can't be read.</summary>
    public const int MaxShrink = 48;
}
