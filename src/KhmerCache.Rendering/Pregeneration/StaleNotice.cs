using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Why a cache that was complete is worked on again: changed fonts, another shaper or layout, another rasteriser. Whoever waits for it should know.</summary>
internal static class StaleNotice
{
    /// <summary>A diagnostic for each cause.</summary>
    /// <param name="state">The cache as it was found.</param>
    /// <param name="plan">What is asked for.</param>
    /// <param name="styles">The fonts as they are rendered now.</param>
    /// <param name="missing">What is going to be rendered.</param>
    /// <param name="rasterizer">The rasteriser that draws masks now.</param>
    public static IEnumerable<Diagnostic> Explain(
        CacheState state, Plan plan, IReadOnlyList<LineStyle> styles, IReadOnlyList<MissingLine> missing, string rasterizer) =>
    [
        .. FindOlder(state, plan, styles, missing).Describe("Rendered anew").Select(cause => new Diagnostic(
            DiagnosticSeverity.Info,
            DiagnosticCodes.Stale,
            cause.Message,
            styles.FirstOrDefault(style => style.Recipe.FontPath == cause.ChangedFont)?.Font.Descriptor.FilePath)),
        .. ExplainMasks(state.Manifest, styles, rasterizer),
    ];

    /// <summary>Which of the missing images are there as another recipe made them: the one that was valid, or else any.</summary>
    private static StaleImages FindOlder(CacheState state, Plan plan, IReadOnlyList<LineStyle> styles, IReadOnlyList<MissingLine> missing)
    {
        var stale = new StaleImages();
        var told = state.Manifest?.Recipes.Select(recipe => recipe.ToRecipe()).ToHashSet() ?? [];
        var older = styles.Select(style => state.Index.Recipes
            .Where(recipe => !recipe.IsPixels && recipe != style.Recipe
                && (recipe.FontPath, recipe.ImageHeight) == (style.Recipe.FontPath, style.Recipe.ImageHeight))
            .OrderByDescending(told.Contains).ThenBy(recipe => recipe.Id, StringComparer.Ordinal).ToArray()).ToArray();
        if (Array.TrueForAll(older, recipes => recipes.Length == 0))
        {
            return stale;
        }

        foreach (var (place, fonts) in missing.Where(line => state.Index.Holds(plan.Lines[line.Line].TextHash)))
        {
            var line = plan.Lines[place];
            plan.TextOf(line, out var utf8);
            foreach (var font in fonts)
            {
                var old = Array.Find(older[font], recipe => state.Index.TryFind(line.TextHash, utf8, state.Index.IdOf(recipe), out _, out _));
                if (old is not null)
                {
                    stale.Add(old, styles[font].Recipe);
                }
            }
        }

        return stale;
    }

    private static IEnumerable<Diagnostic> ExplainMasks(Manifest? manifest, IReadOnlyList<LineStyle> styles, string rasterizer)
    {
        var fonts = styles.ToDictionary(style => (style.Recipe.FontPath, style.Recipe.ImageHeight), style => style.Recipe.FontSha256);
        return (manifest?.Recipes ?? [])
            .Where(recipe => recipe.Rasterizer is not null && recipe.Rasterizer != rasterizer
                && fonts.GetValueOrDefault((recipe.FontPath, recipe.ImageHeight)) == recipe.FontSha256)
            .GroupBy(recipe => recipe.Rasterizer)
            .Select(group => new Diagnostic(
                DiagnosticSeverity.Info,
                DiagnosticCodes.Stale,
                $"Drawn again: the glyph masks of {StaleImages.NameFonts(group.Select(recipe => recipe.FontPath))}, because they were drawn by '{group.Key}' and the rasteriser is '{rasterizer}' now."));
    }
}
