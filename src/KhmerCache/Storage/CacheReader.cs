using System.Collections.Concurrent;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A cache opened for reading: where an image lies, and what it looks like.</summary>
internal sealed class CacheReader : IDisposable
{
    private readonly SegmentIndex _index;
    private readonly ArrivingLines? _arriving;
    private readonly GlyphStore _glyphs;
    private readonly ConcurrentDictionary<(SegmentFont Font, int Shrink), GlyphTable> _tables = new();
    private readonly Dictionary<(string FontPath, int ImageHeight), int[]> _valid;
    private readonly Dictionary<Recipe, string?> _rasterizers;

    private CacheReader(CacheFolder folder, Manifest? manifest, Action<string, Diagnostic>? onDamaged)
    {
        Folder = folder;
        Manifest = manifest;

        // The manifest's segments, so that a writer at work is seen whole or not at all; without one, whatever lies there.
        IReadOnlyList<string> names = manifest?.Segments.Select(segment => segment.File).ToArray()
            ?? folder.ListSegments();
        _index = SegmentIndex.Open(folder, names.Where(CacheFolder.IsLines), manifest, onDamaged);
        try
        {
            _glyphs = GlyphStore.Open(folder, names.Where(name => !CacheFolder.IsLines(name)), manifest, onDamaged);
        }
        catch
        {
            _index.Dispose();
            throw;
        }

        Valid = ValidRecipes.Choose(_index, [.. manifest?.Recipes.Select(recipe => recipe.ToRecipe()) ?? []]);
        _rasterizers = manifest?.Recipes.ToDictionary(recipe => recipe.ToRecipe(), recipe => recipe.Rasterizer) ?? [];

        _valid = IdsOf(_index.IdOf);
    }

    private CacheReader(CacheFolder folder, Manifest manifest, ISegmentSource source, bool missesWhatFails, Action<string, Diagnostic>? onDamaged)
    {
        (Folder, Manifest, _index) = (folder, manifest, new SegmentIndex());
        _glyphs = GlyphStore.Open(folder, manifest.Segments.Select(segment => segment.File).Where(name => !CacheFolder.IsLines(name)), manifest, onDamaged);
        _arriving = new ArrivingLines(folder, manifest, source, missesWhatFails);
        Valid = _arriving.Valid;
        _rasterizers = manifest.Recipes.ToDictionary(recipe => recipe.ToRecipe(), recipe => recipe.Rasterizer);
        _valid = IdsOf(_arriving.IdOf);
    }

    public CacheFolder Folder { get; }

    /// <summary>The manifest as it was at opening; null where there is none.</summary>
    public Manifest? Manifest { get; }

    public SegmentIndex Index => _index;

    public GlyphStore Glyphs => _glyphs;

    /// <summary>Whether this is a copy of a remote cache that need not have arrived as a whole.</summary>
    public bool IsArriving => _arriving is not null;

    /// <summary>The recipes whose images count.</summary>
    public IReadOnlyList<Recipe> Valid { get; }

    /// <summary>Where the times of decoding are added up.</summary>
    public DecodeTimes DecodeTimes { get; set; } = new();

    /// <summary>The masks that a recipe's runs are drawn with, at the size of lines that are this much smaller.</summary>
    public GlyphAtlas AtlasOf(Recipe recipe, int shrink) => _glyphs.AtlasOf(recipe.FontSha256, recipe.ShrunkSize(shrink), _rasterizers.GetValueOrDefault(recipe));

    /// <summary>Which masks show the images.</summary>
    public MaskChoice ChooseMasks() => new(_index, _glyphs, Valid, recipe => _rasterizers.GetValueOrDefault(recipe));

    /// <summary>Opens what the manifest names; a segment that can't be opened is left out and told to <paramref name="onDamaged"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="onDamaged">Is told.</param>
    /// <param name="isToBeCleared">Whether an incomplete copy of a remote cache will do, since it is only looked at to be deleted.</param>
    /// <exception cref="KhmerCacheException">The cache is of an unknown format version, or only a part of one.</exception>
    public static CacheReader Open(CacheFolder folder, Action<string, Diagnostic>? onDamaged = null, bool isToBeCleared = false)
    {
        if (!isToBeCleared)
        {
            folder.CheckIsNoIncompleteCopy();
        }

        // A writer that compacts deletes segments once the manifest no longer names them: where some are gone, there is a newer manifest.
        for (var manifest = Manifest.Read(folder); ;)
        {
            var (found, isOpen) = (new List<(string Segment, Diagnostic Diagnostic)>(), false);
            var reader = new CacheReader(folder, manifest, (segment, diagnostic) =>
            {
                // Masks are read only when they are needed.
                if (isOpen)
                {
                    onDamaged?.Invoke(segment, diagnostic);
                    return;
                }

                found.Add((segment, diagnostic));
            });
            if (found.Exists(finding => finding.Diagnostic.Code == DiagnosticCodes.Missing)
                && Manifest.Read(folder) is { } newer && manifest is not null && !newer.Segments.SequenceEqual(manifest.Segments))
            {
                reader.Dispose();
                manifest = newer;
                continue;
            }

            try
            {
                isOpen = true;
                found.ForEach(finding => onDamaged?.Invoke(finding.Segment, finding.Diagnostic));
                return reader;
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }
    }

    /// <summary>Opens a copy of a remote cache whose glyphs are there; its lines are waited for where they are looked for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="manifest">The manifest that the copy is to have.</param>
    /// <param name="source">Brings segments of lines; disposed of with the reader.</param>
    /// <param name="missesWhatFails">Whether an image whose segment can't be had counts as a miss.</param>
    /// <param name="onDamaged">Is told of damaged glyphs.</param>
    public static CacheReader OpenArriving(CacheFolder folder, Manifest manifest, ISegmentSource source, bool missesWhatFails, Action<string, Diagnostic>? onDamaged) =>
        new(folder, manifest, source, missesWhatFails, onDamaged);

    /// <summary>Texts with these hashes will be read soon.</summary>
    public void Expect(HashRange textHashes) => _arriving?.Expect(textHashes);

    /// <summary>The ids of the recipes to look for, for a font and a height, best first.</summary>
    public ReadOnlySpan<int> RecipeIdsOf(string fontPath, int imageHeight) =>
        _valid.TryGetValue((fontPath, imageHeight), out var ids) ? ids : [];

    /// <summary>Finds an image. In a copy of a remote cache it waits for the segments that may hold it.</summary>
    /// <exception cref="KhmerCacheException">A segment of a copy can't be had.</exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    public bool TryFind(ulong textHash, ReadOnlySpan<byte> textUtf8, ReadOnlySpan<int> recipeIds, out CachedImage image, CancellationToken cancellationToken = default)
    {
        if (_arriving is not null)
        {
            return _arriving.TryFind(this, textHash, textUtf8, recipeIds, cancellationToken, out image);
        }

        foreach (var id in recipeIds)
        {
            if (_index.TryFind(textHash, textUtf8, id, out var segment, out var row))
            {
                image = new CachedImage(this, segment, row, textHash);
                return true;
            }
        }

        image = default;
        return false;
    }

    /// <summary>Finds the image of a text by a recipe that need not be valid.</summary>
    public bool TryFind(ulong textHash, ReadOnlySpan<byte> textUtf8, Recipe recipe, out CachedImage image)
    {
        // Asked for the id of a recipe that does not occur, the index would note it, which only one thread may have it do.
        if (!_index.Recipes.Contains(recipe) || !_index.TryFind(textHash, textUtf8, _index.IdOf(recipe), out var segment, out var row))
        {
            image = default;
            return false;
        }

        image = new CachedImage(this, segment, row, textHash);
        return true;
    }

    /// <summary>All valid images with their labels, segment after segment; an image that stands in two segments comes once.</summary>
    /// <param name="skipsDamagedTexts">Whether lines with a damaged text are left out.</param>
    /// <exception cref="KhmerCacheException">A text is damaged.</exception>
    public IEnumerable<(string Text, Recipe Recipe, CachedImage Image)> ReadAll(bool skipsDamagedTexts = false)
    {
        var valid = Valid.ToHashSet();
        foreach (var segment in _index.Segments)
        {
            for (var line = 0; line < segment.Lines; line++)
            {
                var (text, hash) = (segment.TextAt(line), segment.TextHashAt(line));
                var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
                if (TextHash.Of(utf8) != hash)
                {
                    if (skipsDamagedTexts)
                    {
                        continue;
                    }

                    throw new KhmerCacheException(
                        DiagnosticCodes.Damaged,
                        $"Error loading cached image: the text of line {line} is damaged. {SegmentError.Remedy}",
                        segment.Path);
                }

                var (next, end) = segment.ImagesOf(line);
                for (; next < end; next++)
                {
                    if (segment.FontOf(next) < segment.Fonts.Length && segment.Fonts[segment.FontOf(next)].Recipe is var recipe
                        && valid.Contains(recipe) && IsFirst(segment, next, hash, utf8, recipe))
                    {
                        yield return (text, recipe, new CachedImage(this, segment, next, hash));
                    }
                }
            }
        }
    }

    /// <summary>Decodes an image; <paramref name="pixels"/> has exactly its size.</summary>
    /// <exception cref="KhmerCacheException">It is damaged, or a glyph of it is missing.</exception>
    public void Decode(LineSegment segment, int image, ulong textHash, Span<byte> pixels)
    {
        if (!segment.TryGetPayload(image, textHash, out var payload))
        {
            throw Damaged(segment, image, "its checksum does not hold");
        }

        var width = segment.WidthOf(image);
        var position = 1;
        if (payload[0] == Payload.Pixels)
        {
            if (!PixelCodec.TryDecode(payload[1..], width, pixels))
            {
                throw Damaged(segment, image, "its pixels can't be decoded");
            }

            return;
        }

        if (payload[0] != Payload.Run || !GlyphRunCodec.TryReadHeader(payload, ref position, out var shrink, out var originX))
        {
            throw Damaged(segment, image, "its codec is unknown");
        }

        var table = TableOf(segment, segment.FontOf(image), shrink);
        if (!LineComposer.TryCompose(payload, position, originX, table, width, pixels))
        {
            throw table.HasMissingMasks
                ? new KhmerCacheException(
                    DiagnosticCodes.Missing,
                    $"Error loading cached image: a glyph mask of '{segment.Fonts[segment.FontOf(image)].Recipe.FontPath}' is missing. {SegmentError.Remedy}",
                    segment.Path)
                : Damaged(segment, image, "its glyph run can't be drawn");
        }
    }

    public void Dispose()
    {
        _arriving?.Dispose();
        _index.Dispose();
    }

    // Pictures put in by hand come first: whoever put them in meant them to be seen.
    private Dictionary<(string FontPath, int ImageHeight), int[]> IdsOf(Func<Recipe, int> idOf) => Valid.GroupBy(recipe => (recipe.FontPath, recipe.ImageHeight))
        .ToDictionary(group => group.Key, group => group.OrderByDescending(recipe => recipe.IsPixels).Select(idOf).ToArray());

    private bool IsFirst(LineSegment segment, int image, ulong textHash, byte[] textUtf8, Recipe recipe) =>
        _index.TryFind(textHash, textUtf8, _index.IdOf(recipe), out var first, out var row)
        && ReferenceEquals(first, segment) && row == image;

    private static KhmerCacheException Damaged(LineSegment segment, int image, string what) => new(
        DiagnosticCodes.Damaged,
        $"Error loading cached image: row {image} is damaged, {what}. {SegmentError.Remedy}",
        segment.Path);

    private GlyphTable TableOf(LineSegment segment, int font, int shrink)
    {
        var entry = segment.Fonts[font];
        if (shrink == 0 && entry.Table is { } table)
        {
            return table;
        }

        table = _tables.GetOrAdd((entry, shrink), key => new GlyphTable(
            key.Font.Recipe, key.Shrink, key.Font.Symbols, AtlasOf(key.Font.Recipe, key.Shrink)));
        if (shrink == 0)
        {
            entry.Table = table;
        }

        return table;
    }
}
