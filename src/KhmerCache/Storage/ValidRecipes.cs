namespace KhmerCache.Storage;

/// <summary>Which recipe is valid where a cache holds several for one font and height: an older font file's, say.</summary>
internal static class ValidRecipes
{
    /// <summary>The valid recipe of each font and height that occurs, ordered by path and height; pictures put in by hand are always valid.</summary>
    /// <param name="index">The segments.</param>
    /// <param name="preferred">What is known to be valid, most recent first.</param>
    public static Recipe[] Choose(SegmentIndex index, IReadOnlyCollection<Recipe> preferred)
    {
        var images = index.Segments.SelectMany(segment => segment.Fonts).GroupBy(font => font.Recipe)
            .ToDictionary(group => group.Key, group => group.Sum(font => font.Images));

        // Where nobody knows, the recipe with most images: the manifest was lost, and the next pregeneration will say.
        var rendered = images.Keys.Where(recipe => !recipe.IsPixels).GroupBy(recipe => (recipe.FontPath, recipe.ImageHeight))
            .Select(group => preferred.FirstOrDefault(recipe => (recipe.FontPath, recipe.ImageHeight) == group.Key && !recipe.IsPixels)
                ?? group.OrderByDescending(recipe => images[recipe]).ThenBy(recipe => recipe.Id, StringComparer.Ordinal).First());
        return
        [
            .. rendered.Concat(images.Keys.Where(recipe => recipe.IsPixels)).OrderBy(recipe => recipe.FontPath, StringComparer.Ordinal)
                .ThenBy(recipe => recipe.ImageHeight).ThenBy(recipe => recipe.Id, StringComparer.Ordinal),
        ];
    }
}
