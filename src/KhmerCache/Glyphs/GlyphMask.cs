namespace KhmerCache.Glyphs;

/// <summary>
/// The ink of one glyph at one size: 8-bit coverage in a box that is the same for all four quarter-pixel phases.
/// </summary>
/// <param name="Left">Pixels from the pen's whole pixel to the left edge of the box.</param>
/// <param name="Top">Rows from the baseline up to the upper edge of the box.</param>
/// <param name="Width">The width of the box in pixels; 0 for a glyph without ink.</param>
/// <param name="Height">The height of the box in pixels.</param>
/// <param name="Coverage">Phase after phase, row after row: 4 × <paramref name="Height"/> × <paramref name="Width"/> bytes.</param>
internal sealed record GlyphMask(short Left, short Top, ushort Width, ushort Height, byte[] Coverage)
{
    /// <summary>The number of bytes of coverage that a box of this size has: that of the largest box is more than an <see langword="int"/> holds.</summary>
    public static long CoverageLength(int width, int height) => (long)FontScale.Phases * width * height;
}
