using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests;

/// <summary>Turns real caches into what an earlier version would have made: with another shaper or layout, or with another rasteriser.</summary>
internal static class EarlierVersion
{
    public const string Renderer = "HarfBuzz 7.3.0, layout 0";
    public const string Rasterizer = "SkiaSharp 3.119.4";

    /// <summary>Images of these fonts, or of all, come from another shaper: each picture has a white column more.</summary>
    public static void Renders(string cache, params string[] fonts) => Rewrite(
        cache,
        recipe => IsMeant(recipe.FontPath, fonts) ? recipe with { Renderer = Renderer } : recipe,
        masks => masks,
        manifest => manifest.Rasterizer);

    /// <summary>Masks of these fonts, or of all, come from another rasteriser: each is a little lighter.</summary>
    public static void Draws(string cache, params string[] fonts)
    {
        var recipes = Manifest.Read(new CacheFolder(cache))!.Recipes;
        var meant = recipes.Where(recipe => IsMeant(recipe.FontPath, fonts)).Select(recipe => recipe.FontSha256).ToHashSet();
        Rewrite(
            cache,
            recipe => recipe,
            masks => masks.Select(mask => meant.Contains(mask.Key.FontSha256)
                ? KeyValuePair.Create(mask.Key with { Rasterizer = Rasterizer }, mask.Value with { Coverage = [.. mask.Value.Coverage.Select(ink => (byte)(ink / 8 * 7))] })
                : mask),
            manifest => meant.Contains(manifest.FontSha256) ? Rasterizer : manifest.Rasterizer);
    }

    private static bool IsMeant(string font, string[] fonts) => fonts.Length == 0 || fonts.Contains(font);

    private static void Rewrite(
        string cache,
        Func<Recipe, Recipe> recipeOf,
        Func<IEnumerable<KeyValuePair<Glyphs.GlyphKey, Glyphs.GlyphMask>>, IEnumerable<KeyValuePair<Glyphs.GlyphKey, Glyphs.GlyphMask>>> masksOf,
        Func<ManifestRecipe, string?> rasterizerOf)
    {
        var folder = new CacheFolder(cache);
        var manifest = Manifest.Read(folder)!;
        var old = folder.ListSegments();
        using var index = SegmentIndex.Open(folder, old.Where(CacheFolder.IsLines), manifest: null);
        var writer = new CacheWriter(folder);
        foreach (var segment in old.Where(name => !CacheFolder.IsLines(name)))
        {
            writer.WriteGlyphs([.. masksOf(MasksIn(folder.PathOf(segment)))]);
        }

        foreach (var segment in index.Segments)
        {
            writer.WriteLines([.. segment.ReadLines((_, _) => true).Select(line => new LineEntry(
                line.TextUtf8,
                [.. line.Images.Select(image => recipeOf(image.Recipe) is var recipe && recipe != image.Recipe
                    ? new ImageEntry(recipe, new Glyphs.GlyphRun(image.Run.Width + 1, image.Run.OriginX, image.Run.Shrink, image.Run.Glyphs))
                    : image)]))]);
        }

        var before = manifest.Splits;
        foreach (var group in manifest.Recipes.GroupBy(rasterizerOf))
        {
            writer.Commit([.. group.Select(recipe => recipeOf(recipe.ToRecipe()))], group.Key, before, all => [.. all.Intersect(old)]);
        }
    }

    private static IEnumerable<KeyValuePair<Glyphs.GlyphKey, Glyphs.GlyphMask>> MasksIn(string path)
    {
        var segment = GlyphSegment.Open(path);
        return Enumerable.Range(0, segment.Sizes.Length).SelectMany(size => segment.Read(size, out _));
    }
}
