using System.Collections.Concurrent;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>All glyph masks of a cache, by font, rasteriser and size.</summary>
internal sealed class GlyphStore
{
    private readonly Dictionary<GlyphKey, GlyphMask> _masks = [];
    private readonly Dictionary<(string FontSha256, int Size), Dictionary<ushort, List<GlyphKey>>> _glyphs = [];
    private readonly ConcurrentDictionary<(string FontSha256, int Size, string? Rasterizer), GlyphAtlas> _atlases = new();

    private GlyphStore()
    {
    }

    public IReadOnlyDictionary<GlyphKey, GlyphMask> Masks => _masks;

    /// <summary>Reads the named segments; one that is damaged, wholly or in part, is told to <paramref name="onDamaged"/>, and what holds in it is kept.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="segments">Their names.</param>
    /// <param name="manifest">Tells what their outlines have to be; what it does not tell of is compared with its name.</param>
    /// <param name="onDamaged">Is told.</param>
    /// <exception cref="KhmerCacheException">The system does not let a segment be read.</exception>
    public static GlyphStore Open(CacheFolder folder, IEnumerable<string> segments, Manifest? manifest, Action<string, Diagnostic>? onDamaged = null)
    {
        var store = new GlyphStore();
        foreach (var segment in segments)
        {
            try
            {
                var masks = GlyphSegment.Read(folder.PathOf(segment), out var damaged, SegmentTrust.MarkOf(folder, manifest, segment));
                foreach (var (key, mask) in masks)
                {
                    store.AddMask(key, mask);
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
            AddMask(key, mask);
        }

        _atlases.Clear();
    }

    /// <summary>
    /// The mask of a glyph at a size in 1/64 px. Where the preferred rasteriser has not drawn it, as after an update, the mask of the one that
    /// sorts last shows it; null where nobody has drawn it.
    /// </summary>
    public KeyValuePair<GlyphKey, GlyphMask>? Find(string fontSha256, int size, ushort glyph, string? rasterizer)
    {
        if (!_glyphs.TryGetValue((fontSha256, size), out var glyphs) || !glyphs.TryGetValue(glyph, out var keys))
        {
            return null;
        }

        var key = keys.Find(key => key.Rasterizer == rasterizer) is { FontSha256: not null } preferred
            ? preferred
            : keys.OrderBy(key => key.Rasterizer, StringComparer.Ordinal).Last();
        return new(key, _masks[key]);
    }

    /// <summary>The masks of a font at a size in 1/64 px, of the preferred rasteriser where it has drawn them; an empty atlas where there are none.</summary>
    public GlyphAtlas AtlasOf(string fontSha256, int size, string? rasterizer) => _atlases.GetOrAdd((fontSha256, size, rasterizer), key => new GlyphAtlas(
    [
        .. (_glyphs.GetValueOrDefault((key.FontSha256, key.Size))?.Keys.Order() ?? Enumerable.Empty<ushort>())
            .Select(glyph => KeyValuePair.Create(glyph, Find(key.FontSha256, key.Size, glyph, key.Rasterizer)!.Value.Value)),
    ]));

    private void AddMask(GlyphKey key, GlyphMask mask)
    {
        if (!_masks.TryAdd(key, mask))
        {
            return;
        }

        if (!_glyphs.TryGetValue((key.FontSha256, key.Size), out var glyphs))
        {
            _glyphs[(key.FontSha256, key.Size)] = glyphs = [];
        }

        if (!glyphs.TryGetValue(key.Glyph, out var keys))
        {
            glyphs[key.Glyph] = keys = new(1);
        }

        keys.Add(key);
    }
}
