namespace KhmerCache.Storage;

/// <summary>
/// Brings a cache into its canonical form: the same entries lie in the same files, byte for byte, whatever the history. Stale entries,
/// and masks that no entry needs, are dropped.
/// </summary>
internal static class Compactor
{
    /// <summary>Compacts the cache, and returns its manifest.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">
    /// A segment is damaged or missing, two of them have different pictures of one recipe, the folder can't be written to, or the cache is of an unknown format version. The cache is as it was.
    /// </exception>
    public static Manifest Run(CacheFolder folder, CancellationToken cancellationToken = default) => Run(folder, [], _ => { }, cancellationToken);

    /// <summary>Compacts a cache of shards.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="markers">The markers of the shards, which go in the same moment.</param>
    /// <param name="check">Looks at the images before anything is written; what it throws leaves all as it was.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">
    /// A segment is damaged or missing, two of them have different pictures of one recipe, the folder can't be written to, or the cache is of an unknown format version. The cache is as it was.
    /// </exception>
    public static Manifest Run(CacheFolder folder, IReadOnlyCollection<string> markers, Action<SegmentIndex> check, CancellationToken cancellationToken)
    {
        var manifest = Merge(
            folder,
            (index, _, valid) =>
            {
                check(index);
                return KeepOnly(valid);
            },
            markers,
            cancellationToken);

        // They tell of the history, on which the canonical form does not depend; the next pregeneration notes its plan again.
        foreach (var plan in folder.ListSegments(SegmentKind.Plans))
        {
            folder.Delete(plan);
        }

        return manifest;
    }

    /// <summary>Writes anew what is to be kept.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="choose">Is given what there is, images and masks, and the valid recipes; returns whether an image is kept, by the hash of its text and its recipe, or null to leave all as it is.</param>
    /// <param name="markers">The markers of shards that go with the segments that are written anew.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">As for <see cref="Run(CacheFolder, CancellationToken)"/>.</exception>
    public static Manifest Merge(
        CacheFolder folder,
        Func<SegmentIndex, GlyphStore, IReadOnlySet<Recipe>, Func<ulong, Recipe, bool>?> choose,
        IReadOnlyCollection<string> markers,
        CancellationToken cancellationToken)
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
                SegmentTrust.Withdraw(folder, segment);
                throw new KhmerCacheException(
                    DiagnosticCodes.Damaged,
                    "The segment is damaged or missing, and nothing was changed. Run 'khmercache pregenerate' or 'khmercache validate --repair' first.",
                    folder.PathOf(segment));
            }

            return Rewrite(folder, manifest, named, choose, writer, cancellationToken) ? [.. named, .. markers] : [];
        });
    }

    /// <summary>Keeps all images of certain recipes.</summary>
    public static Func<ulong, Recipe, bool> KeepOnly(IReadOnlySet<Recipe> recipes) => (_, recipe) => recipes.Contains(recipe);

    /// <summary>Writes images in their canonical form, with the masks that show them. Where the same folder is read from and written to, nothing is deleted.</summary>
    /// <param name="index">Where the images are taken from.</param>
    /// <param name="glyphs">Where their masks are taken from.</param>
    /// <param name="keep">Whether an image is written, by the hash of its text and its recipe.</param>
    /// <param name="shown">The recipes whose images are shown, and need masks.</param>
    /// <param name="rasterizerOf">The rasteriser whose masks are to show the images of a recipe, if it has drawn all of them.</param>
    /// <param name="target">Where they are written.</param>
    /// <param name="writer">A writer of that folder that has written nothing yet.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The shown recipes that images were written of, each with the rasteriser that has drawn all of its masks.</returns>
    public static ManifestRecipe[] Copy(
        SegmentIndex index,
        GlyphStore glyphs,
        Func<ulong, Recipe, bool> keep,
        IReadOnlyCollection<Recipe> shown,
        Func<Recipe, string?> rasterizerOf,
        CacheFolder target,
        CacheWriter writer,
        CancellationToken cancellationToken)
    {
        new SegmentMerger([.. index.Segments]).Write(
            keep, (drafts, recipes) => writer.WriteDrafts(drafts, recipes, Environment.ProcessorCount), cancellationToken);

        // Masks last: which ones are needed is known once the lines are written.
        using var kept = SegmentIndex.Open(target, writer.Written, manifest: null, Refuse, writer.Written);
        var choice = new MaskChoice(kept, glyphs, shown, rasterizerOf);
        writer.WriteGlyphs([.. choice.ShownMasks()]);
        return [.. shown.Where(kept.Recipes.Contains).Select(recipe => ManifestRecipe.Of(recipe, choice.RasterizerOf(recipe), images: 0))];
    }

    private static bool Rewrite(
        CacheFolder folder,
        Manifest manifest,
        string[] segments,
        Func<SegmentIndex, GlyphStore, IReadOnlySet<Recipe>, Func<ulong, Recipe, bool>?> choose,
        CacheWriter writer,
        CancellationToken cancellationToken)
    {
        var kinds = segments.ToLookup(CacheFolder.IsLines);
        using var index = SegmentIndex.Open(folder, kinds[true], manifest, Refuse);
        var valid = ValidRecipes.Choose(index, [.. manifest.Recipes.Select(recipe => recipe.ToRecipe())]);
        var glyphs = GlyphStore.Open(folder, kinds[false], manifest, Refuse);
        if (choose(index, glyphs, valid.ToHashSet()) is not { } keep)
        {
            return false;
        }

        Copy(index, glyphs, keep, valid, manifest.RasterizerOf, folder, writer, cancellationToken);
        return true;
    }

    private static void Refuse(string segment, Diagnostic diagnostic) => throw new KhmerCacheException(diagnostic);
}
