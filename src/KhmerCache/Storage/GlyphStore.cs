using System.Collections.Concurrent;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>All glyph masks of a cache, by font, rasteriser and size.</summary>
internal sealed class GlyphStore
{
    private readonly Dictionary<GlyphKey, GlyphMask> _masks = [];
    private readonly ConcurrentDictionary<(string FontSha256, int Size), GlyphAtlas> _atlases = new();
    private readonly IReadOnlyDictionary<string, string> _rasterizers;

    private GlyphStore(IReadOnlyDictionary<string, string> rasterizers) => _rasterizers = rasterizers;

    public IReadOnlyDictionary<GlyphKey, GlyphMask> Masks => _masks;

    /// <summary>Reads the named segments; one that is damaged, wholly or in part, is told to <paramref name="onDamaged"/>, and what holds in it is kept.</summary>
    /// <param name="folder">The cache's folder.</param>
    /// <param name="segments">The segments' names.</param>
    /// <param name="rasterizers">Whose masks to show, by the SHA-256 of the font; the one that sorts last for other fonts, and for all if null.</param>
    /// <param name="onDamaged">Is told of what is damaged.</param>
    public static GlyphStore Open(CacheFolder folder, IEnumerable<string> segments, IReadOnlyDictionary<string, string>? rasterizers, Action<string, Diagnostic>? onDamaged = null)
    {
        var store = new GlyphStore(rasterizers ?? new Dictionary<string, string>());
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
            if (_masks.TryAdd(key, mask))
            {
                _atlases.TryRemove((key.FontSha256, key.Size), out _);
            }
        }
    }

    /// <summary>
    /// One mask for each glyph, font and size. Where the preferred rasteriser has not drawn a glyph yet, as after an update, another one's mask shows it.
    /// </summary>
    public IEnumerable<KeyValuePair<GlyphKey, GlyphMask>> Shown =>
        _masks.GroupBy(mask => (mask.Key.FontSha256, mask.Key.Size, mask.Key.Glyph)).Select(ChooseShown);

    /// <summary>The masks of a font at a size in 1/64 px; an empty atlas where there are none.</summary>
    public GlyphAtlas AtlasOf(string fontSha256, int size) => _atlases.GetOrAdd((fontSha256, size), key => new GlyphAtlas(
    [
        .. _masks.Where(mask => mask.Key.FontSha256 == key.FontSha256 && mask.Key.Size == key.Size)
            .GroupBy(mask => mask.Key.Glyph).OrderBy(glyph => glyph.Key).Select(glyph => KeyValuePair.Create(glyph.Key, ChooseShown(glyph).Value)),
    ]));

    private KeyValuePair<GlyphKey, GlyphMask> ChooseShown(IEnumerable<KeyValuePair<GlyphKey, GlyphMask>> sameGlyph) =>
        sameGlyph.OrderBy(mask => _rasterizers.GetValueOrDefault(mask.Key.FontSha256) == mask.Key.Rasterizer).ThenBy(mask => mask.Key.Rasterizer, StringComparer.Ordinal).Last();
}
