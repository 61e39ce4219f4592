using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using KhmerCache.Storage;

namespace KhmerCache;

/// <summary>
/// A cache of text-line images, found by text, font and height. Reading is safe from any number of threads.
/// New images are kept in memory until <see cref="Flush"/> or <see cref="Dispose"/> writes them as one segment.
/// </summary>
public sealed class ImageCache : IDisposable
{
    private const int DefaultImageHeight = 32;

    /// <summary>Texts up to this length in UTF-8 are looked for without memory of the heap; few lines are longer.</summary>
    private const int MaxTextOnStack = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CacheFolder _folder;
    private readonly ImageCacheOptions _options;
    private readonly Lock _pendingLock = new();
    private readonly Dictionary<(string Text, Recipe Recipe), PendingImage> _pending = [];
    private readonly List<CacheReader> _retired = [];
    private volatile CacheReader _reader;
    private readonly DecodeTimes _decodeTimes = new();
    private long _hits;
    private long _misses;

    private ImageCache(CacheFolder folder, ImageCacheOptions options)
    {
        (_folder, _options) = (folder, options);
        _reader = OpenReader();
    }

    /// <summary>The cache folder, as a full path.</summary>
    public string Directory => _folder.Directory;

    /// <summary>The digest of what the cache shows, as it was at opening; empty for a cache without manifest.</summary>
    public string ContentDigest => _reader.Manifest?.ContentDigest ?? "";

    /// <summary>Opens the cache in a folder.</summary>
    /// <param name="directory">The folder, such as <c>data/synthetic</c>.</param>
    /// <param name="options">A renderer for what is missing, and whether an empty folder will do.</param>
    /// <exception cref="KhmerCacheException">The folder holds no cache, or one of an unknown format version.</exception>
    public static ImageCache Open(string directory, ImageCacheOptions options = default)
    {
        var folder = new CacheFolder(directory);
        if (!options.CreateIfMissing && options.Renderer is null)
        {
            folder.CheckExists();
        }

        return new ImageCache(folder, options);
    }

    /// <summary>Finds an image without decoding it. Does not look at images that are not flushed yet, and never renders.</summary>
    /// <param name="text">The label.</param>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height in pixels.</param>
    /// <param name="image">Where it lies.</param>
    /// <exception cref="ArgumentException">The text is not well-formed UTF-16.</exception>
    public bool TryFind(string text, FontDescriptor font, int imageHeight, out CachedImage image)
    {
        // Three bytes are the most that a UTF-16 code unit becomes.
        var capacity = checked(3 * text.Length);
        var rented = capacity <= MaxTextOnStack ? null : ArrayPool<byte>.Shared.Rent(capacity);
        try
        {
            var buffer = rented ?? stackalloc byte[MaxTextOnStack];
            var utf8 = buffer[..StrictUtf8.GetBytes(text, buffer)];
            return TryFind(TextHash.Of(utf8), utf8, font, imageHeight, out image);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>
    /// Gets an image: from the cache, or else drawn by the renderer, if there is one, and kept.
    /// A damaged image counts as a miss and is reported as <c>Error loading cached image</c>.
    /// </summary>
    /// <param name="text">The label.</param>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height in pixels.</param>
    /// <param name="image">The image.</param>
    /// <returns>False on a miss without renderer, or where the renderer can't show the text truthfully.</returns>
    public bool TryGetImage(string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out LineImage? image) =>
        TryGetImage(text, font, imageHeight, out image, out _);

    /// <summary>Gets an image as <see cref="TryGetImage(string, FontDescriptor, int, out LineImage?)"/> does.</summary>
    /// <param name="text">The label.</param>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height in pixels.</param>
    /// <returns>The image.</returns>
    /// <exception cref="KhmerCacheException">There is none; the message says which text, font and height were asked for.</exception>
    public LineImage GetImage(string text, FontDescriptor font, int imageHeight) =>
        TryGetImage(text, font, imageHeight, out var image, out var reason)
            ? image
            : throw new KhmerCacheException(
                DiagnosticCodes.NotCached,
                $"The image of '{text}' in {font.Path} at {imageHeight} px is not in the cache: {reason}.",
                Directory);

    /// <summary>Puts a picture in by hand. It is stored losslessly, and is found before a rendered one of the same text, font and height.</summary>
    /// <param name="text">The label.</param>
    /// <param name="font">The font.</param>
    /// <param name="image">The picture; its height is the height it is found by.</param>
    /// <exception cref="ArgumentException">The text is empty or not well-formed UTF-16, or the picture is wider or higher than 65,535 px.</exception>
    public void CacheImage(string text, FontDescriptor font, LineImage image)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _ = Utf8(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(image.Width, ushort.MaxValue, nameof(image));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(image.Height, ushort.MaxValue, nameof(image));
        Keep(text, font, new RenderedLine(image));
    }

    /// <summary>Writes what was added since the last flush. Images that were put in by hand replace older ones of the same text, font and height.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to; what was added stays in memory.</exception>
    public void Flush()
    {
        lock (_pendingLock)
        {
            if (_pending.Count == 0)
            {
                return;
            }

            var writer = new CacheWriter(_folder);
            writer.WriteGlyphs([.. _pending.Values.SelectMany(image => image.Line.Masks).DistinctBy(mask => mask.Key)
                .Where(mask => !_reader.Glyphs.Masks.ContainsKey(mask.Key))]);
            writer.WritePartitioned(_pending.Values.GroupBy(image => image.Text, StringComparer.Ordinal)
                .Select(line => new LineEntry(Utf8(line.Key), [.. line.Select(image => image.Line.ToEntry(image.Font))])));
            var replaced = _pending.Keys.Where(key => key.Recipe.IsPixels).ToHashSet();
            var recipes = _pending.Keys.Select(key => key.Recipe).Where(recipe => !recipe.IsPixels).Distinct().ToArray();
            writer.Commit(recipes, replace: replaced.Count == 0
                ? null
                : segments => writer.WriteWithout(segments, (text, recipe) => recipe.IsPixels && replaced.Contains((text, recipe))));
            _pending.Clear();

            // The old reader's segments stay mapped: images that callers still hold remain readable until the cache is disposed of.
            _retired.Add(_reader);
            _reader = OpenReader();
        }
    }

    /// <summary>What the cache holds, and this session's hits, misses and time to decode.</summary>
    public CacheStats GetStats()
    {
        var stats = CacheInventory.Measure(_reader);
        return stats with
        {
            Hits = Interlocked.Read(ref _hits),
            Misses = Interlocked.Read(ref _misses),
            TimedDecodes = _decodeTimes.Timed,
            MeanDecodeSeconds = _decodeTimes.MeanSeconds,
        };
    }

    /// <summary>Deletes every image. Only files that the cache wrote are deleted; whatever else lies in the folder stays.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void Clear()
    {
        lock (_pendingLock)
        {
            _pending.Clear();
            _folder.Clear();
            _retired.Add(_reader);
            _reader = OpenReader();
        }
    }

    /// <summary>Writes what was added, and unmaps the segments. Images that were found but not decoded yet are no longer readable.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            _reader.Dispose();
            _retired.ForEach(reader => reader.Dispose());
        }
    }

    /// <summary>As the public one, for callers that know the hash already.</summary>
    internal bool TryFind(ulong textHash, ReadOnlySpan<byte> textUtf8, FontDescriptor font, int imageHeight, out CachedImage image)
    {
        var reader = _reader;
        return reader.TryFind(textHash, textUtf8, reader.RecipeIdsOf(font.Path, imageHeight), out image);
    }

    internal void CountHits(int count)
    {
        Interlocked.Add(ref _hits, count);
        CacheMetrics.Hits.Add(count);
    }

    /// <summary>The height that all images have; 32 px in an empty cache.</summary>
    internal int GetOnlyImageHeight() => _reader.Valid.Select(recipe => recipe.ImageHeight).Distinct().ToArray() switch
    {
        [] => DefaultImageHeight,
        [var height] => height,
        var heights => throw new KhmerCacheException(
            DiagnosticCodes.Configuration,
            $"The cache has images of {string.Join(", ", heights.Order())} px. Say which ones with {nameof(Datasets.KhmerCorpusDatasetOptions)}.{nameof(Datasets.KhmerCorpusDatasetOptions.ImageHeight)}.",
            Directory),
    };

    /// <summary>Has the renderer draw a line, whatever is in the cache, and keeps nothing.</summary>
    internal bool TryDraw(string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out LineImage? image)
    {
        CountMiss();
        image = _options.Renderer!.TryRender(text, font, imageHeight, out var line, out _) ? line.Image : null;
        if (image is not null)
        {
            CacheMetrics.Rendered.Add(1);
        }

        return image is not null;
    }

    /// <summary>The id of the recipe that images of a font and a height follow: the renderer's, where there is one, or else that of what is in the cache; empty where that has none.</summary>
    internal string RecipeIdOf(FontDescriptor font, int imageHeight) =>
        (_options.Renderer?.GetRecipe(font, imageHeight)
            ?? _reader.Valid.FirstOrDefault(recipe => recipe.FontPath == font.Path && recipe.ImageHeight == imageHeight && !recipe.IsPixels))?.Id ?? "";

    internal bool HasRenderer => _options.Renderer is not null;

    internal void CountMiss()
    {
        Interlocked.Increment(ref _misses);
        CacheMetrics.Misses.Add(1);
    }

    internal void Report(Diagnostic diagnostic) => _options.Log?.Invoke(diagnostic);

    private bool TryGetImage(
        string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out LineImage? image, [NotNullWhen(false)] out string? reason)
    {
        if (TryGetPending(text, font, imageHeight, out image) || TryLoad(text, font, imageHeight, out image))
        {
            CountHits(1);
            reason = null;
            return true;
        }

        CountMiss();
        reason = "there is no renderer to draw it with";
        if (_options.Renderer?.TryRender(text, font, imageHeight, out var line, out reason) is not true || line is null)
        {
            reason ??= "the renderer gave none";
            return false;
        }

        CacheMetrics.Rendered.Add(1);
        Keep(text, font, line);
        image = line.Image;
        return true;
    }

    private bool TryLoad(string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out LineImage? image)
    {
        image = null;
        if (!TryFind(text, font, imageHeight, out var found) || IsStale(found, font, imageHeight))
        {
            return false;
        }

        try
        {
            image = found.ToImage();
            return true;
        }
        catch (KhmerCacheException exception)
        {
            Report(exception.Diagnostic);
            return false;
        }
    }

    /// <summary>Whether the renderer would make another image now; never without one, and never of a picture that was put in by hand.</summary>
    internal bool IsStale(in CachedImage image, FontDescriptor font, int imageHeight) =>
        _options.Renderer is { } renderer && !image.Recipe.IsPixels && image.Recipe != renderer.GetRecipe(font, imageHeight);

    private bool TryGetPending(string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out LineImage? image)
    {
        lock (_pendingLock)
        {
            image = null;
            if (_pending.Count == 0)
            {
                return false;
            }

            if (_pending.TryGetValue((text, Recipe.Pixels(font.Path, imageHeight)), out var pending)
                || (_options.Renderer is { } renderer && _pending.TryGetValue((text, renderer.GetRecipe(font, imageHeight)), out pending)))
            {
                image = pending.Line.Image;
            }

            return image is not null;
        }
    }

    private void Keep(string text, FontDescriptor font, RenderedLine line)
    {
        lock (_pendingLock)
        {
            _pending[(text, line.ToEntry(font).Recipe)] = new PendingImage(text, font, line);
        }
    }

    // Ill-formed text has no UTF-8; replacing what is wrong in it would make different texts the same.
    private static byte[] Utf8(string text) => StrictUtf8.GetBytes(text);

    private CacheReader OpenReader()
    {
        var reader = CacheReader.Open(_folder, (_, diagnostic) => Report(diagnostic));
        reader.DecodeTimes = _decodeTimes;
        return reader;
    }

    private sealed record PendingImage(string Text, FontDescriptor Font, RenderedLine Line);
}
