namespace KhmerCache.Storage;

/// <summary>Which recipe is valid where a cache holds several for one font and height: an older font file's, say.</summary>
internal static class ValidRecipes
{
    /// <summary>The valid recipe of each font and height that occurs, ordered by path and height; pictures put in by hand are always valid.</summary>
    /// <param name="index">The segments.</param>
    /// <param name="preferred">What is known to be valid, most recent first.</param>
    public static Recipe[] Choose(SegmentIndex index, IReadOnlyCollection<Recipe> preferred)
    {
        var images = new Dictionary<Recipe, long>();
        foreach (var segment in index.Segments)
        {
            foreach (var font in segment.Fonts)
            {
                images[font.Recipe] = images.GetValueOrDefault(font.Recipe) + font.Images;
            }
        }

        var valid = new List<Recipe>();
        foreach (var (recipe, _) in images)
        {
            if (recipe.IsPixels)
            {
                valid.Add(recipe);
            }
            else if (!valid.Exists(known => AreRivals(known, recipe)))
            {
                valid.Add(preferred.FirstOrDefault(known => AreRivals(known, recipe)) ?? MostUsed(images, recipe));
            }
        }

        valid.Sort(Compare);
        return [.. valid];
    }

    private static bool AreRivals(Recipe left, Recipe right) => !left.IsPixels && !right.IsPixels && left.FontPath == right.FontPath && left.ImageHeight == right.ImageHeight;

    // Where nobody knows, the recipe with most images: the manifest was lost, and the next pregeneration will say.
    private static Recipe MostUsed(Dictionary<Recipe, long> images, Recipe one)
    {
        var most = one;
        foreach (var (recipe, count) in images)
        {
            if (AreRivals(recipe, one) && (count > images[most] || (count == images[most] && string.CompareOrdinal(recipe.Id, most.Id) < 0)))
            {
                most = recipe;
            }
        }

        return most;
    }

    private static int Compare(Recipe left, Recipe right)
    {
        var order = string.CompareOrdinal(left.FontPath, right.FontPath);
        order = order != 0 ? order : left.ImageHeight.CompareTo(right.ImageHeight);
        return order != 0 ? order : string.CompareOrdinal(left.Id, right.Id);
    }
}
