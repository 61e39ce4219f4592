namespace KhmerCache.Storage;

/// <summary>Counts what a cache holds, from the manifest where there is one.</summary>
internal static class CacheInventory
{
    public static CacheStats Measure(CacheReader reader)
    {
        var manifest = reader.Manifest;
        var (digest, images) = manifest is null
            ? ContentDigest.Compute(reader.Index, reader.ChooseMasks(), reader.Valid)
            : (manifest.ContentDigest, manifest.Recipes.ToDictionary(recipe => recipe.ToRecipe(), recipe => recipe.Images));
        var fonts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (recipe, count) in images)
        {
            fonts[recipe.FontPath] = fonts.GetValueOrDefault(recipe.FontPath) + count;
        }

        return new CacheStats(
            images.Values.Sum(), SizeOf(reader.Folder), manifest?.Splits ?? new(StringComparer.Ordinal), fonts, digest);
    }

    private static long SizeOf(CacheFolder folder)
    {
        var files = folder.ListSegments().Select(folder.PathOf).Append(folder.ManifestPath);
        return files.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length);
    }
}
