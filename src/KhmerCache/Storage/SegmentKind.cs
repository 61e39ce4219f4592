namespace KhmerCache.Storage;

/// <summary>The two kinds of segments; each has a folder of its own.</summary>
internal enum SegmentKind
{
    Glyphs,
    Lines,
}
