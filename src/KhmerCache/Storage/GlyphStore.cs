using System.Collections.Concurrent;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>All glyph masks of a cache, by font, rasteriser and size.</summary>
internal sealed class GlyphStore
{
    private readonly Dictionary<GlyphKey, GlyphMask> _masks = [];
    private readonly ConcurrentDictionary<(string FontSha256, int Size, string? Rasterizer), GlyphAtlas> _atlases = new();

    private GlyphStore()
    {
    }

    public IReadOnlyDictionary<GlyphKey, GlyphMask> Masks => _masks;

    /// <summary>Reads the named segments; one that is damaged, wholly or in part, is told to <paramref name="onDamaged"/>, and what holds in it is kept.</summary>
    /// <exception cref="KhmerCacheException">The system does not let a segment be read.</exception>
    public static GlyphStore Open(CacheFolder folder, IEnumerable<string> segments, Action<string, Diagnostic>? onDamaged = null)
    {
        var store = new GlyphStore();
        foreach (var segment in segments)
        {
            try
            {
                var masks = GlyphSegment.Read(folder.PathOf(segment), out var damaged);
                foreach (var (key, mask) in masks)
                {
                    store._masks[key] = mask;
                }

                if (damaged > 0)
                {
                    onDamaged?.Invoke(segment, new Diagnostic(
                        DiagnosticSeverity.Error, DiagnosticCodes.Damaged, $"{damaged} of its glyph masks are damaged.", folder.PathOf(segment)));
                }
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
            {
                onDamaged?.Invoke(segment, exception.Diagnostic);
            }
        }

        return store;
    }

    /// <summary>Adds masks that were just made.</summary>
    public void Add(IEnumerable<KeyValuePair<GlyphKey, GlyphMask>> masks)
    {
        foreach (var (key, mask) in masks)
        {
            _masks.TryAdd(key, mask);
        }

        _atlases.Clear();
    }

    /// <summary>
    /// The mask of a glyph at a size in 1/64 px. Where the preferred rasteriser has not drawn it, as after an update, the mask of the one that
    /// sorts last shows it; null where nobody has drawn it.
    /// </summary>
    public KeyValuePair<GlyphKey, GlyphMask>? Find(string fontSha256, int size, ushort glyph, string? rasterizer)
    {
        var key = new GlyphKey(fontSha256, rasterizer ?? "", (ushort)size, glyph);
        return _masks.TryGetValue(key, out var mask)
            ? new(key, mask)
            : AtlasKeys(fontSha256, size).Where(other => other.Glyph == glyph).OrderByDescending(other => other.Rasterizer, StringComparer.Ordinal)
                .Select(other => (KeyValuePair<GlyphKey, GlyphMask>?)new(other, _masks[other])).FirstOrDefault();
    }

    /// <summary>The masks of a font at a size in 1/64 px, of the preferred rasteriser where it has drawn them; an empty atlas where there are none.</summary>
    public GlyphAtlas AtlasOf(string fontSha256, int size, string? rasterizer) => _atlases.GetOrAdd((fontSha256, size, rasterizer), key => new GlyphAtlas(
    [
        .. AtlasKeys(key.FontSha256, key.Size).Select(mask => mask.Glyph).Distinct().Order()
            .Select(glyph => KeyValuePair.Create(glyph, Find(key.FontSha256, key.Size, glyph, key.Rasterizer)!.Value.Value)),
    ]));

    private IEnumerable<GlyphKey> AtlasKeys(string fontSha256, int size) => _masks.Keys.Where(key => key.FontSha256 == fontSha256 && key.Size == size);
}
