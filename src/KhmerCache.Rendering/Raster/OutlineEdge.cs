namespace KhmerCache.Rendering.Raster;

/// <summary>A straight edge of an outline in 1/256 px, x to the right and y downwards from the upper left corner of the glyph's box.</summary>
internal readonly record struct OutlineEdge(int X0, int Y0, int X1, int Y1);
