using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// Brings a cache into its canonical form: the same entries lie in the same files, byte for byte, whatever the history. Stale entries,
/// and masks that no entry needs, are dropped.
/// </summary>
internal static class Compactor
{
    /// <summary>Compacts the cache, and returns its manifest.</summary>
    /// <exception cref="KhmerCacheException">
    /// A segment is damaged, the folder can't be written to, or the cache is of an unknown format version. The cache is as it was.
    /// </exception>
    public static Manifest Run(CacheFolder folder, CancellationToken cancellationToken = default)
    {
        var writer = new CacheWriter(folder) { CarriesMasksOver = true };
        folder.DeleteTemporaryFiles();

        // What another writer has published but not committed yet is its own: its lines may need masks that nothing shows so far.
        if (Manifest.Read(folder) is null)
        {
            writer.Commit();
        }

        return writer.Commit(replace: all =>
        {
            var named = Manifest.Read(folder)!.Segments.Select(segment => segment.File).ToHashSet(StringComparer.Ordinal);
            string[] segments = [.. all.Where(named.Contains)];
            foreach (var segment in segments.Where(segment => !folder.IsIntact(segment)))
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.Damaged,
                    "The segment is damaged, and nothing was compacted. Run 'khmercache pregenerate' or 'khmercache validate --repair' first.",
                    folder.PathOf(segment));
            }

            Rewrite(folder, segments, writer, cancellationToken);
            return segments;
        });
    }

    private static void Rewrite(CacheFolder folder, IReadOnlyList<string> segments, CacheWriter writer, CancellationToken cancellationToken)
    {
        var manifest = Manifest.Read(folder);
        var kinds = segments.ToLookup(segment => segment.StartsWith(CacheFolder.FolderOf(SegmentKind.Lines), StringComparison.Ordinal));
        using var index = SegmentIndex.Open(folder, kinds[true], Refuse);
        var glyphs = GlyphStore.Open(folder, kinds[false], manifest?.Rasterizers(), Refuse);
        var valid = ValidRecipes.Choose(index, [.. manifest?.Recipes.Select(recipe => recipe.ToRecipe()) ?? []]).ToHashSet();
        var lines = CollectLines(index, valid);
        writer.WriteGlyphs(NeededMasks(glyphs, lines, writer.FontsWithoutMasks));
        writer.WritePartitioned(lines, cancellationToken);
    }

    private static void Refuse(string segment, Diagnostic diagnostic) => throw new KhmerCacheException(diagnostic);

    private static List<LineEntry> CollectLines(SegmentIndex index, HashSet<Recipe> valid) =>
    [
        .. index.Segments.SelectMany(segment => segment.ReadLines((_, image) => valid.Contains(image.Recipe))).GroupBy(line => line.TextUtf8, TextComparer.Instance)
            .Select(group => new LineEntry(group.Key, [.. group.SelectMany(line => line.Images).DistinctBy(image => image.Recipe)])),
    ];

    private static KeyValuePair<GlyphKey, GlyphMask>[] NeededMasks(GlyphStore glyphs, List<LineEntry> lines, ISet<string> fontsWithoutMasks)
    {
        var needed = new HashSet<(string FontSha256, int Size, ushort Glyph)>();
        foreach (var image in lines.SelectMany(line => line.Images).Where(image => image.Pixels is null))
        {
            var size = image.Recipe.ShrunkSize(image.Run.Shrink);
            foreach (var glyph in image.Run.Glyphs)
            {
                needed.Add((image.Recipe.FontSha256, size, glyph.Glyph));
            }
        }

        var masks = glyphs.Shown.Where(mask => needed.Remove((mask.Key.FontSha256, mask.Key.Size, mask.Key.Glyph))).ToArray();
        fontsWithoutMasks.UnionWith(needed.Select(mask => mask.FontSha256));
        return masks;
    }

    private sealed class TextComparer : IEqualityComparer<byte[]>
    {
        public static TextComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => TextHash.Of(obj).GetHashCode();
    }
}
