using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A cache as a pregeneration finds it: what is intact counts as cached, what is damaged will be replaced.</summary>
internal sealed class CacheState
{
    private readonly HashSet<string> _intact;
    private readonly List<string> _damaged;
    private readonly bool _segmentsMatchManifest;

    private CacheState(CacheFolder folder, Manifest? manifest, IReadOnlyList<string> listed, string[] lines, string[] glyphs, List<string> damaged)
    {
        Listed = listed;
        (Manifest, _damaged, _intact) = (manifest, damaged, lines.Concat(glyphs).ToHashSet(StringComparer.Ordinal));
        var refused = new Dictionary<string, Diagnostic>(StringComparer.Ordinal);
        Index = SegmentIndex.Open(folder, lines, manifest, refused.Add, _intact);
        Glyphs = GlyphStore.Open(folder, glyphs, manifest, (segment, diagnostic) => refused.TryAdd(segment, diagnostic), _intact);

        // What can't be opened can't be relied on: it was damaged without a trace, or holds what its name says and is none of ours, such as a later version's.
        string[] foreign = [.. refused.Keys.Where(folder.IsIntact).Order(StringComparer.Ordinal)];
        _intact.ExceptWith(refused.Keys);
        damaged.AddRange(refused.Keys.Except(foreign, StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var named = manifest?.Segments.Select(segment => segment.File).ToArray() ?? [];
        _segmentsMatchManifest = manifest is not null && damaged.Count == 0 && Intact.SetEquals(named);
        Diagnostics =
        [
            .. damaged.Select(name => new Diagnostic(
                DiagnosticSeverity.Warning, DiagnosticCodes.Damaged, "The segment was damaged; what it held is rendered again.", folder.PathOf(name))),
            .. foreign.Select(segment => SegmentError.Foreign(refused[segment], folder.PathOf(segment))),
            .. named.Except([.. Intact, .. damaged, .. foreign], StringComparer.Ordinal).Select(name => new Diagnostic(
                DiagnosticSeverity.Warning, DiagnosticCodes.Missing, "The segment was missing; what it held is rendered again.", folder.PathOf(name))),
        ];
    }

    public Manifest? Manifest { get; }

    /// <summary>All segments that lay in the folder.</summary>
    public IReadOnlyList<string> Listed { get; }

    /// <summary>The segments that were found intact, and are relied on.</summary>
    public IReadOnlySet<string> Intact => _intact;

    public SegmentIndex Index { get; }

    public GlyphStore Glyphs { get; }

    /// <summary>The segments that are damaged; they go once what they held is rendered again.</summary>
    public IReadOnlyCollection<string> Damaged => _damaged;

    /// <summary>What was found damaged or missing.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Opens what is intact: each segment that was touched since the manifest was written is compared with the hash in its name.</summary>
    /// <exception cref="KhmerCacheException">The cache is of an unknown format version.</exception>
    public static CacheState Open(CacheFolder folder)
    {
        var manifest = Manifest.Read(folder);
        var listed = folder.ListSegments();
        var segments = SegmentTrust.Sort(folder, manifest, listed.Except(manifest?.Retired ?? [], StringComparer.Ordinal));
        var intact = segments[true].ToLookup(CacheFolder.IsLines);
        return new CacheState(folder, manifest, listed, [.. intact[true]], [.. intact[false]], [.. segments[false]]);
    }

    /// <summary>Whether the manifest tells all there is to tell, so that it can stay as it is.</summary>
    public bool IsUpToDate(IReadOnlyCollection<Recipe> recipes, string rasterizer, IReadOnlyDictionary<string, SplitCount> splits)
    {
        // A font without any image, because it can show no line, is not told of.
        var told = Manifest?.Recipes.Where(recipe => !recipe.ToRecipe().IsPixels).ToDictionary(recipe => (recipe.FontPath, recipe.ImageHeight)) ?? [];
        return _segmentsMatchManifest
            && recipes.All(recipe => !told.TryGetValue((recipe.FontPath, recipe.ImageHeight), out var valid)
                || (valid.ToRecipe() == recipe && valid.Rasterizer == rasterizer))
            && Manifest!.Splits.Count == splits.Count
            && Manifest.Splits.All(split => splits.TryGetValue(split.Key, out var count) && count == split.Value);
    }
}
