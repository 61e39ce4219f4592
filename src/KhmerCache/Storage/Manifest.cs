using System.Globalization;
using System.Text.Json;

namespace KhmerCache.Storage;

/// <summary>
/// <c>cache_index.json</c>: what the cache holds, for people and for a quick start. Everything in it but the splits can be made again from the segments.
/// </summary>
internal sealed record Manifest
{
    public int FormatVersion { get; init; } = SegmentSchema.FormatVersion;

    /// <summary><see cref="Storage.ContentDigest"/> over all valid images.</summary>
    public string ContentDigest { get; init; } = "";

    public long TotalImages { get; init; }

    /// <summary>For each font and height the recipe that is valid; entries of other recipes are stale.</summary>
    public IReadOnlyList<ManifestRecipe> Recipes { get; init; } = [];

    /// <summary>What the last pregeneration planned, by split.</summary>
    public SortedDictionary<string, SplitCount> Splits { get; init; } = new(StringComparer.Ordinal);

    public IReadOnlyList<ManifestSegment> Segments { get; init; } = [];

    /// <summary>Segments that are being deleted: others have taken their place. Null once they are gone.</summary>
    public IReadOnlyList<string>? Retired { get; init; }

    /// <summary>Reads the manifest of a folder; null where there is none, or where it is damaged, or names what no manifest names, and has to be made again.</summary>
    /// <exception cref="KhmerCacheException">It is of another format version.</exception>
    public static Manifest? Read(CacheFolder folder)
    {
        try
        {
            return Parse(File.ReadAllBytes(folder.ManifestPath), folder.ManifestPath) is { } manifest && manifest.NamesOnlyItsOwn ? manifest : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.NoCache, $"The manifest can't be read: {exception.Message}", folder.ManifestPath, innerException: exception);
        }
    }

    /// <summary>Reads the bytes of a manifest; null where they are damaged.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="path">Where they are from, for an error.</param>
    /// <exception cref="KhmerCacheException">It is of another format version.</exception>
    public static Manifest? Parse(byte[] json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format_version", out var version))
            {
                var holdsSomething = root.ValueKind switch
                {
                    JsonValueKind.Object => root.EnumerateObject().Any(),
                    JsonValueKind.Array => root.GetArrayLength() > 0,
                    _ => false,
                };
                return holdsSomething && !ManifestChecksum.IsIn(root) ? throw Foreign(path) : null;
            }

            // The version first, even where the checksum does not hold: a later version may have another one.
            return version.ToString() != SegmentSchema.FormatVersion.ToString(CultureInfo.InvariantCulture)
                ? throw SegmentSchema.UnknownVersion(path, version.ToString())
                : ManifestChecksum.Holds(json, root) ? ManifestJson.Read(root) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Invalid operation: a text in it is no UTF-8.
            return null;
        }
    }

    /// <summary>The rasteriser whose masks show a recipe's images; null where that is not known.</summary>
    public string? RasterizerOf(Recipe recipe) => Recipes.FirstOrDefault(told => told.ToRecipe() == recipe)?.Rasterizer;

    /// <summary>What a segment is known by before it is parsed; null where that is not told.</summary>
    public SegmentMark? MarkOf(string segment) => Segments.FirstOrDefault(told => told.File == segment)?.Mark;

    public byte[] ToJson() => ManifestChecksum.Seal(ManifestJson.Write(this));

    // Anybody can compute the checksum. What a manifest names is opened, and what it retires is deleted: neither may lead out of the folder.
    private bool NamesOnlyItsOwn
    {
        get
        {
            var files = new HashSet<string>(StringComparer.Ordinal);
            return Segments.All(segment => CacheFolder.IsSegment(segment.File) && files.Add(segment.File))
                && Retired?.All(file => CacheFolder.IsOwnName(file) && files.Add(file)) is not false
                && HasOneRecipeForEach;
        }
    }

    // For a font and a height one recipe is valid, beside those of pictures put in by hand.
    private bool HasOneRecipeForEach
    {
        get
        {
            var known = new HashSet<Recipe>();
            foreach (var told in Recipes)
            {
                var recipe = told.ToRecipe();
                if (!known.Add(recipe.IsPixels ? recipe : new Recipe(recipe.FontPath, recipe.ImageHeight, "", 0, 0, 0, "")))
                {
                    return false;
                }
            }

            return true;
        }
    }

    // The Python system keeps an index of the same name; it must not be taken for a damaged one of ours and replaced.
    private static KhmerCacheException Foreign(string path) => new(
        DiagnosticCodes.UnknownFormatVersion,
        "The file is no manifest of KhmerCache: it has no format_version. Choose another cache folder, or move the file away.",
        path);
}

/// <summary>A recipe as the manifest tells it, with the rasteriser that has drawn all masks its runs need; null where some may be missing.</summary>
internal sealed record ManifestRecipe(
    string FontPath, int ImageHeight, string Recipe, string FontSha256, int UnitsPerEm, int FontSize, int Baseline, string Renderer, string? Rasterizer, long Images)
{
    public static ManifestRecipe Of(Recipe recipe, string? rasterizer, long images) => new(
        recipe.FontPath, recipe.ImageHeight, recipe.Id, recipe.FontSha256, recipe.UnitsPerEm, recipe.FontSize, recipe.Baseline, recipe.Renderer, rasterizer, images);

    public Recipe ToRecipe() => new(FontPath, ImageHeight, FontSha256, UnitsPerEm, FontSize, Baseline, Renderer);
}

/// <summary>A segment as the manifest names it.</summary>
/// <param name="File">Its path below <c>segments/</c>; the file's name is the SHA-256 of its content.</param>
/// <param name="Bytes">Its size; 0 where it does not hold what was written.</param>
/// <param name="Lines">The lines of text in it; 0 for glyphs.</param>
/// <param name="Images">The images in it.</param>
/// <param name="OutlineBytes">The length of what comes before its rows; 0 in a manifest of before there was one.</param>
/// <param name="OutlineXxh3">The XxHash3 (64 bits) of that, in hexadecimal.</param>
/// <param name="FirstTextHash">The <see cref="TextHash"/> of its first line, 16 hexadecimal digits; null for glyphs, and where that is not told: it may then hold any text.</param>
/// <param name="LastTextHash">The same of its last line.</param>
internal sealed record ManifestSegment(
    string File, long Bytes, long Lines, long Images, int OutlineBytes = 0, string? OutlineXxh3 = null, string? FirstTextHash = null, string? LastTextHash = null)
{
    /// <summary>What it is known by before it is parsed; null in a manifest of before.</summary>
    public SegmentMark? Mark => OutlineBytes > 0 && ulong.TryParse(OutlineXxh3, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
        ? new SegmentMark(OutlineBytes, hash)
        : null;

    /// <summary>The texts that it may hold, by their hashes: any, where that is not told.</summary>
    public HashRange TextHashes => ulong.TryParse(FirstTextHash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var first)
        && ulong.TryParse(LastTextHash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var last)
            ? new HashRange(first, last)
            : HashRange.All;

    public static ManifestSegment Of(string file, long bytes, long lines, long images, SegmentMark? mark, HashRange? textHashes = null) =>
        new(file, bytes, lines, images, mark?.Length ?? 0, mark?.Hash is { } hash ? Hex(hash) : null, textHashes is { } told ? Hex(told.First) : null, textHashes is { } texts ? Hex(texts.Last) : null);

    /// <summary>Whether this is what another manifest tells of the segment, which may be from before the hashes of its texts were told.</summary>
    public bool IsAsToldBy(ManifestSegment other) =>
        this == (other.FirstTextHash is null && other.LastTextHash is null ? other with { FirstTextHash = FirstTextHash, LastTextHash = LastTextHash } : other);

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>How much of a split is planned.</summary>
/// <param name="Lines">Distinct lines of text.</param>
/// <param name="Images">Images of them.</param>
public sealed record SplitCount(long Lines, long Images);
