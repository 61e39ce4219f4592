namespace KhmerCache.Storage;

/// <summary>Counts what a cache holds, from the manifest where there is one.</summary>
internal static class CacheInventory
{
    public static CacheStats Measure(CacheReader reader)
    {
        var manifest = reader.Manifest;
        var masks = manifest is null ? reader.ChooseMasks() : null;
        var (digest, images) = manifest is null
            ? ContentDigest.Compute(reader.Index, masks!, reader.Valid)
            : (manifest.ContentDigest, manifest.Recipes.ToDictionary(recipe => recipe.ToRecipe(), recipe => recipe.Images));
        return new CacheStats(
            images.Values.Sum(),
            SizeOf(reader.Folder),
            manifest?.Splits ?? new(StringComparer.Ordinal),
            CountBy(recipe => recipe.FontPath),
            CountBy(recipe => recipe.Renderer),
            CountBy(recipe => masks is null ? manifest!.RasterizerOf(recipe) : masks.RasterizerOf(recipe)),
            digest);

        SortedDictionary<string, long> CountBy(Func<Recipe, string?> name)
        {
            var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var (recipe, count) in images)
            {
                if (name(recipe) is { } key)
                {
                    counts[key] = counts.GetValueOrDefault(key) + count;
                }
            }

            return counts;
        }
    }

    /// <summary>The bytes of all files of a cache.</summary>
    public static long SizeOf(CacheFolder folder)
    {
        var files = folder.ListAll().Select(folder.PathOf).Append(folder.ManifestPath);
        return files.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length);
    }
}
