using KhmerCache.Storage;

namespace KhmerCache.Remote.Transfers;

/// <summary>Makes a cache tell of what was pulled into it.</summary>
internal static class PulledManifest
{
    /// <summary>Adds segments to the manifest. What snapshots show is shown from now on, and the newest goes before older ones.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="writer">Has written what was pulled.</param>
    /// <param name="snapshots">The snapshots, the newest first.</param>
    /// <param name="isWhole">Whether all that they name is there.</param>
    /// <param name="isNew">Whether there was no cache before.</param>
    /// <returns>The manifest, and false where the only snapshot tells of other images than its segments show.</returns>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public static (Manifest Manifest, bool IsTrue) Commit(CacheFolder folder, CacheWriter writer, IReadOnlyList<Snapshot> snapshots, bool isWhole, bool isNew)
    {
        var told = snapshots.SelectMany(snapshot => snapshot.Manifest.Recipes).ToArray();
        var rasterizers = told.Select(recipe => recipe.Rasterizer).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (!isNew)
        {
            var recipes = told.Select(recipe => recipe.ToRecipe()).DistinctBy(recipe => (recipe.FontPath, recipe.ImageHeight, recipe.IsPixels)).ToArray();
            return (writer.Commit(recipes, rasterizers.Length == 1 ? rasterizers[0] : null), true);
        }

        // So that the same recipes are valid as there, and shown with the same masks, also where several rasterizers have drawn them.
        Write(folder, new Manifest { Recipes = [.. told.DistinctBy(recipe => (recipe.FontPath, recipe.ImageHeight, recipe.Recipe))], Splits = snapshots[0].Manifest.Splits }.ToJson(), before: null);
        var found = writer.Commit();
        if (snapshots is not [var only] || !isWhole)
        {
            return (found, true);
        }

        // The same cache is the same files, also where another version of the program has written what this one leaves out.
        var isTrue = IsSame(found, only.Manifest);
        return isTrue && Write(folder, only.Bytes, found) ? (only.Manifest, true) : (found, isTrue);
    }

    // Nobody has committed anything meanwhile.
    private static bool Write(CacheFolder folder, byte[] manifest, Manifest? before)
    {
        using var held = folder.Lock();
        if (Manifest.Read(folder) is var now && before is null ? now is not null : now?.ToJson().AsSpan().SequenceEqual(before!.ToJson()) != true)
        {
            return false;
        }

        folder.WriteManifest(manifest);
        return true;
    }

    private static bool IsSame(Manifest found, Manifest told) =>
        found.ContentDigest == told.ContentDigest && found.TotalImages == told.TotalImages && found.Recipes.SequenceEqual(told.Recipes) && found.Splits.SequenceEqual(told.Splits)
        && found.Segments.Select(Counts).SequenceEqual(told.Segments.Select(Counts));

    private static (string File, long Bytes, long Lines, long Images) Counts(ManifestSegment segment) => (segment.File, segment.Bytes, segment.Lines, segment.Images);
}
