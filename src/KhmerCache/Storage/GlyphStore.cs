using System.Collections.Concurrent;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>All glyph masks of a cache, by font, rasteriser and size. They are read when a font is first shown at a size. Safe to use from several threads, but for <see cref="Add"/>.</summary>
internal sealed class GlyphStore
{
    /// <summary>The bytes of segments that wait in memory for somebody to ask for their masks. Many shards, each with a segment of its own, have the same masks over and over: those are read at once.</summary>
    private const long MaxUnreadBytes = 32 << 20;

    private readonly Lock _reading = new();
    private readonly Dictionary<(string FontSha256, int Size), List<(GlyphSegment Segment, int Row)>> _unread = [];
    private readonly Dictionary<GlyphKey, GlyphMask> _masks = [];
    private readonly Dictionary<(string FontSha256, int Size), Dictionary<ushort, List<GlyphKey>>> _glyphs = [];
    private readonly ConcurrentDictionary<(string FontSha256, int Size, string? Rasterizer), GlyphAtlas> _atlases = new();
    private readonly Action<string, Diagnostic>? _onDamaged;

    private GlyphStore(Action<string, Diagnostic>? onDamaged) => _onDamaged = onDamaged;

    /// <summary>All of them.</summary>
    /// <exception cref="KhmerCacheException">What <c>onDamaged</c> throws.</exception>
    public IReadOnlyDictionary<GlyphKey, GlyphMask> Masks
    {
        get
        {
            lock (_reading)
            {
                if (_unread.Count > 0)
                {
                    foreach (var (font, size) in _unread.Keys.ToArray())
                    {
                        Load(font, size);
                    }
                }

                return _masks;
            }
        }
    }

    /// <summary>Who has drawn them, in ordinal order, the last one first.</summary>
    /// <exception cref="KhmerCacheException">What <c>onDamaged</c> throws.</exception>
    public string[] Rasterizers
    {
        get
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (key, _) in Masks)
            {
                names.Add(key.Rasterizer);
            }

            return [.. names.OrderDescending(StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// Opens the named segments; one that is damaged, wholly or in part, is told to <paramref name="onDamaged"/>, now or when its masks are read, and what holds in it is kept.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="segments">Their names.</param>
    /// <param name="manifest">Tells what their outlines have to be; what it does not tell of is compared with its name.</param>
    /// <param name="onDamaged">Is told.</param>
    /// <param name="intact">Those that have been compared with their names already.</param>
    /// <exception cref="KhmerCacheException">The system does not let a segment be read.</exception>
    public static GlyphStore Open(CacheFolder folder, IEnumerable<string> segments, Manifest? manifest, Action<string, Diagnostic>? onDamaged = null, IReadOnlySet<string>? intact = null)
    {
        var store = new GlyphStore(onDamaged);
        var unread = 0L;
        foreach (var name in segments)
        {
            try
            {
                var segment = GlyphSegment.Open(folder.PathOf(name), SegmentTrust.MarkOf(folder, manifest, name, intact));
                store.BytesInSegments += segment.BytesOfRows;
                for (var row = 0; row < segment.Sizes.Length; row++)
                {
                    var size = segment.Sizes[row];
                    if (!store._unread.TryGetValue((size.FontSha256, size.Size), out var rows))
                    {
                        store._unread[(size.FontSha256, size.Size)] = rows = [];
                    }

                    rows.Add((segment, row));
                }

                unread += segment.BytesOfRows;
                if (unread > MaxUnreadBytes)
                {
                    _ = store.Masks;
                    unread = 0;
                }
            }
            catch (KhmerCacheException exception) when (SegmentError.IsLeftOut(exception, manifest))
            {
                onDamaged?.Invoke(name, exception.Diagnostic);
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
        lock (_reading)
        {
            Load(fontSha256, size);
            if (!_glyphs.TryGetValue((fontSha256, size), out var glyphs) || !glyphs.TryGetValue(glyph, out var keys))
            {
                return null;
            }

            var key = keys.Find(key => key.Rasterizer == rasterizer) is { FontSha256: not null } preferred
                ? preferred
                : keys.OrderBy(key => key.Rasterizer, StringComparer.Ordinal).Last();
            return new(key, _masks[key]);
        }
    }

    /// <summary>Whether a mask is there. Reads no masks but those of its font and size.</summary>
    /// <exception cref="KhmerCacheException">What <c>onDamaged</c> throws.</exception>
    public bool Holds(in GlyphKey key) => Find(key.FontSha256, key.Size, key.Glyph, key.Rasterizer) is { } found && found.Key == key;

    /// <summary>The bytes of all masks.</summary>
    public long BytesOfAll => Masks.Values.Sum(mask => (long)mask.Coverage.Length + GlyphSegment.BytesPerMask);

    /// <summary>The bytes of the masks of all segments; some stand in several.</summary>
    public long BytesInSegments { get; private set; }

    /// <summary>The bytes that the masks of a font at a size in 1/64 px take.</summary>
    public long BytesOf(string fontSha256, int size)
    {
        lock (_reading)
        {
            Load(fontSha256, size);
            return _glyphs.TryGetValue((fontSha256, size), out var glyphs)
                ? glyphs.Values.SelectMany(keys => keys).Sum(key => (long)_masks[key].Coverage.Length + GlyphSegment.BytesPerMask)
                : 0;
        }
    }

    /// <summary>The masks of a font at a size in 1/64 px, of the preferred rasteriser where it has drawn them; an empty atlas where there are none.</summary>
    public GlyphAtlas AtlasOf(string fontSha256, int size, string? rasterizer) =>
        _atlases.GetOrAdd((fontSha256, size, rasterizer), static (key, store) => store.MakeAtlas(key.FontSha256, key.Size, key.Rasterizer), this);

    private GlyphAtlas MakeAtlas(string fontSha256, int size, string? rasterizer)
    {
        ushort[] glyphs;
        lock (_reading)
        {
            Load(fontSha256, size);
            glyphs = [.. _glyphs.GetValueOrDefault((fontSha256, size))?.Keys.Order() ?? Enumerable.Empty<ushort>()];
        }

        return new GlyphAtlas([.. glyphs.Select(glyph => KeyValuePair.Create(glyph, Find(fontSha256, size, glyph, rasterizer)!.Value.Value))]);
    }

    private void Load(string fontSha256, int size)
    {
        if (!_unread.Remove((fontSha256, size), out var rows))
        {
            return;
        }

        foreach (var (segment, row) in rows)
        {
            try
            {
                var masks = segment.Read(row, out var damaged);
                foreach (var (key, mask) in masks)
                {
                    AddMask(key, mask);
                }

                if (damaged > 0)
                {
                    Tell(segment, new Diagnostic(DiagnosticSeverity.Error, DiagnosticCodes.Damaged, $"{damaged} of its glyph masks are damaged.", segment.Path));
                }
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.Damaged)
            {
                Tell(segment, exception.Diagnostic);
            }
        }
    }

    private void Tell(GlyphSegment segment, Diagnostic diagnostic) =>
        _onDamaged?.Invoke($"{CacheFolder.FolderOf(SegmentKind.Glyphs)}/{Path.GetFileName(segment.Path)}", diagnostic);

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
