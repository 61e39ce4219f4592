namespace KhmerCache.Glyphs;

/// <summary>What a <see cref="GlyphRun"/> is besides its glyphs.</summary>
/// <param name="Width">The width of the picture in pixels.</param>
/// <param name="OriginX">Where the pen starts, in pixels from the left edge.</param>
/// <param name="Shrink">By how many 64ths the line is smaller than its font's size.</param>
internal readonly record struct RunPlace(int Width, int OriginX, int Shrink);
