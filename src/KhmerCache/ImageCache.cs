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
    private volatile Diagnostic? _damage;
    private readonly string? _copyOf;
    private long _hits;
    private long _misses;

    private ImageCache(CacheFolder folder, ImageCacheOptions options)
    {
        (_folder, _options) = (folder, options);
        _reader = OpenReader();
    }

    private ImageCache(CacheFolder folder, ImageCacheOptions options, string copyOf, Func<CacheReader> open)
    {
        (_folder, _options, _copyOf) = (folder, options, copyOf);
        _reader = open();
        _reader.DecodeTimes = _decodeTimes;
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

        if (options.Renderer is not null)
        {
            folder.CheckIsNoIncompleteCopy();
        }

        return new ImageCache(folder, options);
    }

    /// <summary>Opens a copy of a remote cache. It is read and not added to, so that it stays a copy.</summary>
    /// <param name="folder">The local folder.</param>
    /// <param name="options">What draws images that can't be had, and who is told.</param>
    /// <param name="copyOf">The address of the remote cache.</param>
    /// <param name="manifest">What the copy is to have, and its glyphs have arrived of; null where it is complete.</param>
    /// <param name="source">Brings the lines; null where the copy is complete. Disposed of with the cache.</param>
    internal static ImageCache OpenCopy(CacheFolder folder, ImageCacheOptions options, string copyOf, Manifest? manifest, ISegmentSource? source)
    {
        void Tell(string segment, Diagnostic diagnostic) => options.Log?.Invoke(diagnostic);

        return new(folder, options, copyOf, () => source is null
            ? CacheReader.Open(folder, Tell)
            : CacheReader.OpenArriving(folder, manifest!, source, missesWhatFails: options.Renderer is not null, Tell));
    }

    /// <summary>
    /// Finds an image without decoding it. Does not look at images that are not flushed yet, and never renders. In a cache that was opened from a remote one it waits for
    /// the segments that may hold the image, where they have not arrived.
    /// </summary>
    /// <param name="text">The label.</param>
    /// <param name="font">The font.</param>
    /// <param name="imageHeight">The height in pixels.</param>
    /// <param name="image">Where it lies.</param>
    /// <exception cref="ArgumentException">The text is not well-formed UTF-16.</exception>
    /// <exception cref="KhmerCacheException">A segment could not be fetched (<see cref="DiagnosticCodes.RemoteNotUsable"/>, <see cref="DiagnosticCodes.RemoteDamaged"/>), and there is no renderer: with one, the image counts as missing.</exception>
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
    /// <exception cref="KhmerCacheException">The cache was opened from a remote one, a segment could not be fetched, and there is no renderer.</exception>
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
    /// <exception cref="KhmerCacheException">The cache was opened from a remote one: a copy is not added to.</exception>
    public void CacheImage(string text, FontDescriptor font, LineImage image)
    {
        CheckIsNoCopy("takes no pictures. Put them into a cache that was opened by its folder alone, and push that");
        ArgumentException.ThrowIfNullOrEmpty(text);
        _ = Utf8(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(image.Width, ushort.MaxValue, nameof(image));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(image.Height, ushort.MaxValue, nameof(image));
        Keep(text, font, new RenderedLine(image));
    }

    /// <summary>
    /// Writes what was added since the last flush. Images that were put in by hand replace older ones of the same text, font and height. Images that were drawn in another way
    /// than those that the cache shows of a font, such as with a newer version of it, are kept for a cache that is opened with such a renderer; what others are shown changes only
    /// with the next pregeneration.
    /// </summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to, which <see cref="ImageCacheOptions.Log"/> is told as well; what was added stays in memory.</exception>
    public void Flush()
    {
        try
        {
            WritePending();
        }
        catch (KhmerCacheException exception)
        {
            // By whoever disposes of a cache while another error goes up, this one is not seen otherwise.
            Report(exception.Diagnostic);
            throw;
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
    /// <exception cref="KhmerCacheException">The folder can't be written to; or the cache was opened from a remote one, and is still being read.</exception>
    public void Clear()
    {
        CheckIsNoCopy("is not cleared while it is open. Dispose of it, and run 'khmercache clear'");
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
    internal bool TryFind(ulong textHash, ReadOnlySpan<byte> textUtf8, FontDescriptor font, int imageHeight, out CachedImage image, CancellationToken cancellationToken = default)
    {
        var reader = _reader;
        return reader.TryFind(textHash, textUtf8, reader.RecipeIdsOf(font.Path, imageHeight), out image, cancellationToken);
    }

    /// <summary>Texts with these hashes will be read soon; their segments come first, where the cache is a copy that is still arriving.</summary>
    internal void Expect(HashRange textHashes) => _reader.Expect(textHashes);

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

    /// <summary>Notes for <c>gc</c> that a line is read, whose project may not have been built for long.</summary>
    internal void NoteUse(ulong textHash, IEnumerable<FontDescriptor> fonts, int imageHeight) => PlanRecords.NoteUse(_folder, textHash, fonts, imageHeight);

    /// <summary>Whether the cache is a copy of a remote one that need not have arrived as a whole.</summary>
    internal bool IsArriving => _reader.IsArriving;

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
        reason = _damage is { } damage ? $"there is no renderer to draw it with, and what is damaged may have held it: {damage.File}: {damage.Message}" : "there is no renderer to draw it with";
        if (_options.Renderer?.TryRender(text, font, imageHeight, out var line, out reason) is not true || line is null)
        {
            reason ??= "the renderer gave none";
            return false;
        }

        CacheMetrics.Rendered.Add(1);
        if (_copyOf is null)
        {
            Keep(text, font, line);
        }

        image = line.Image;
        return true;
    }

    private bool TryLoad(string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out LineImage? image)
    {
        image = null;
        if (!TryFind(text, font, imageHeight, out var found) || (IsStale(found, font, imageHeight) && !TryFindDrawn(text, font, imageHeight, out found)))
        {
            return false;
        }

        try
        {
            image = found.ToImage();
            return true;
        }
        catch (KhmerCacheException exception) when (HasRenderer || exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
        {
            ReportDamage(exception.Diagnostic);
            return false;
        }
    }

    /// <summary>Whether the renderer would make another image now; never without one, and never of a picture that was put in by hand.</summary>
    internal bool IsStale(in CachedImage image, FontDescriptor font, int imageHeight) =>
        _options.Renderer is { } renderer && !image.Recipe.IsPixels && image.Recipe != renderer.GetRecipe(font, imageHeight);

    // What an earlier session has drawn in the renderer's way is there, although the cache shows another picture to those who have no renderer.
    private bool TryFindDrawn(string text, FontDescriptor font, int imageHeight, out CachedImage image)
    {
        var utf8 = Utf8(text);
        return _reader.TryFind(TextHash.Of(utf8), utf8, _options.Renderer!.GetRecipe(font, imageHeight), out image);
    }

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

    private void CheckIsNoCopy(string what)
    {
        if (_copyOf is not null)
        {
            throw new KhmerCacheException(DiagnosticCodes.CacheNotWritable, $"Error caching image: this cache is a copy of {_copyOf}, and {what}.", Directory);
        }
    }

    private void Keep(string text, FontDescriptor font, RenderedLine line)
    {
        lock (_pendingLock)
        {
            _pending[(text, line.ToEntry(font).Recipe)] = new PendingImage(text, font, line);
        }
    }

    private void WritePending()
    {
        lock (_pendingLock)
        {
            if (_pending.Count == 0)
            {
                return;
            }

            var writer = new CacheWriter(_folder);
            var recipes = _pending.Keys.Select(key => key.Recipe).Where(recipe => !recipe.IsPixels).Distinct().ToArray();
            var manifest = writer.Commit(recipes, replace: segments => WritePending(writer, segments), takesOver: false);
            if (!manifest.Segments.Select(segment => segment.File).ToHashSet(StringComparer.Ordinal).IsSupersetOf(writer.Written))
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.CacheNotWritable, "Error caching image: another process removed what was written. Flush again when it is done.", Directory);
            }

            _pending.Clear();

            // The old reader's segments stay mapped: images that callers still hold remain readable until the cache is disposed of.
            _retired.Add(_reader);
            _reader = OpenReader();
        }
    }

    // Under the folder's lock: which masks are there, and which pictures are to be replaced, is what the folder says now. Others may have cleared, cleaned or compacted it since it was opened.
    private List<string> WritePending(CacheWriter writer, IReadOnlyList<string> segments)
    {
        var glyphs = GlyphStore.Open(_folder, segments.Where(segment => !CacheFolder.IsLines(segment)), Manifest.Read(_folder));
        writer.WriteGlyphs([.. _pending.Values.SelectMany(image => image.Line.Masks).DistinctBy(mask => mask.Key).Where(mask => !glyphs.Holds(mask.Key))]);
        writer.WritePartitioned(_pending.Values.GroupBy(image => image.Text, StringComparer.Ordinal)
            .Select(line => new LineEntry(Utf8(line.Key), [.. line.Select(image => image.Line.ToEntry(image.Font))])));
        var replaced = _pending.Keys.Where(key => key.Recipe.IsPixels).ToHashSet();
        return replaced.Count == 0 ? [] : writer.WriteWithout(segments, replaced);
    }

    // Ill-formed text has no UTF-8; replacing what is wrong in it would make different texts the same.
    private static byte[] Utf8(string text) => StrictUtf8.GetBytes(text);

    private CacheReader OpenReader()
    {
        _damage = null;
        var reader = CacheReader.Open(_folder, (_, diagnostic) => ReportDamage(diagnostic), _options.IsToBeCleared);
        reader.DecodeTimes = _decodeTimes;
        return reader;
    }

    // Nobody need listen: a miss then says what may be the cause of it, the first that was met.
    private void ReportDamage(Diagnostic diagnostic)
    {
        _damage ??= diagnostic;
        Report(diagnostic);
    }

    private sealed record PendingImage(string Text, FontDescriptor Font, RenderedLine Line);
}
