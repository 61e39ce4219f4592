using KhmerCache.Glyphs;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Imports;

/// <summary>An image that comes in.</summary>
/// <param name="Text">The label.</param>
/// <param name="TextHash">Its hash.</param>
/// <param name="Image">A run, or pixels.</param>
/// <param name="Masks">What draws the run.</param>
/// <param name="Replaces">The key of a picture in the cache that it takes the place of; null where there is none.</param>
internal sealed record ImportedImage(
    string Text, ulong TextHash, ImageEntry Image, IReadOnlyList<KeyValuePair<GlyphKey, GlyphMask>> Masks, CacheKey? Replaces)
{
    public bool IsRun => Image.Pixels is null;
}
