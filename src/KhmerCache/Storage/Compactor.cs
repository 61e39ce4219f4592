namespace KhmerCache.Storage;

/// <summary>
/// Brings a cache into its canonical form: the same entries lie in the same files, byte for byte, whatever the history. Stale entries,
/// and masks that no entry needs, are dropped.
/// </summary>
internal static class Compactor
{
    /// <summary>Compacts the cache, and returns its manifest.</summary>
    /// <exception cref="KhmerCacheException">
    /// A segment is damaged or missing, the folder can't be written to, or the cache is of an unknown format version. The cache is as it was.
    /// </exception>
    public static Manifest Run(CacheFolder folder, CancellationToken cancellationToken = default)
    {
        var writer = new CacheWriter(folder);
        folder.DeleteTemporaryFiles();
        if (Manifest.Read(folder) is null)
        {
            writer.Commit();
        }

        // What another writer has published but not committed yet is its own: its lines may need masks that nothing shows so far.
        return writer.Commit(replace: all =>
        {
            var manifest = Manifest.Read(folder) ?? new Manifest();
            string[] named = [.. manifest.Segments.Select(segment => segment.File)];
            foreach (var segment in named.Where(segment => !folder.IsIntact(segment)))
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.Damaged,
                    "The segment is damaged or missing, and nothing was compacted. Run 'khmercache pregenerate' or 'khmercache validate --repair' first.",
                    folder.PathOf(segment));
            }

            Rewrite(folder, manifest, named, writer, cancellationToken);
            return named;
        });
    }

    private static void Rewrite(CacheFolder folder, Manifest manifest, string[] segments, CacheWriter writer, CancellationToken cancellationToken)
    {
        var kinds = segments.ToLookup(CacheFolder.IsLines);
        using var index = SegmentIndex.Open(folder, kinds[true], manifest, Refuse);
        var valid = ValidRecipes.Choose(index, [.. manifest.Recipes.Select(recipe => recipe.ToRecipe())]);
        var choice = new MaskChoice(index, GlyphStore.Open(folder, kinds[false], manifest, Refuse), valid, manifest.RasterizerOf);
        writer.WriteGlyphs([.. choice.ShownMasks()]);
        var kept = valid.ToHashSet();
        new SegmentMerger([.. index.Segments]).Write(
            (_, recipe) => kept.Contains(recipe), (drafts, recipes) => writer.WriteDrafts(drafts, recipes, Environment.ProcessorCount), cancellationToken);
    }

    private static void Refuse(string segment, Diagnostic diagnostic) => throw new KhmerCacheException(diagnostic);
}
