using KhmerCache.Rendering.Raster;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Knows a plan again that the cache was made complete for, so that nothing but the outside of files is looked at where nothing has changed.</summary>
internal static class FinishedPlan
{
    /// <summary>Finds the record of a plan, if the cache still holds all that it asks for; null where that has to be found out image by image.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="inputs">What the plan starts from.</param>
    /// <param name="manifest">The cache's manifest.</param>
    public static PlanFacts? Find(CacheFolder folder, PlanInputs inputs, out Manifest? manifest)
    {
        manifest = null;
        var (name, plan) = PlanRecords.ReadAll(folder).FirstOrDefault(known => known.Plan.Facts.Settings == inputs.Settings && known.Plan.Facts.Inputs == inputs.Inputs);
        if (plan is null || (manifest = Manifest.Read(folder)) is null || !ShowsAll(manifest, plan.Facts) || !IsWhole(folder, manifest))
        {
            return null;
        }

        PlanRecords.Touch(folder, name);
        return plan.Facts;
    }

    /// <summary>Notes that the cache is complete for a plan.</summary>
    public static void Keep(CacheFolder folder, PlanInputs inputs, Plan plan, IReadOnlyList<Recipe> recipes, UnrenderableLines[] unrenderable)
    {
        var (hashes, ends, fonts) = (new ulong[plan.Lines.Length], new int[plan.Lines.Length + 1], new List<ushort>());
        for (var line = 0; line < hashes.Length; line++)
        {
            hashes[line] = plan.Lines[line].TextHash;
            var shown = plan.FontsOf(plan.Lines[line]);
            if (shown.Length < recipes.Count)
            {
                fonts.AddRange(shown.Select(font => (ushort)font));
            }

            ends[line + 1] = fonts.Count;
        }

        var facts = new PlanFacts(
            inputs.Settings,
            inputs.Inputs,
            plan.Images,
            new(plan.Splits.ToDictionary(), StringComparer.Ordinal),
            GlyphRasterizer.Version,
            [.. recipes.Select(recipe => new PlanRecipe(recipe.FontPath, recipe.ImageHeight, recipe.Id))],
            unrenderable);
        PlanRecords.Keep(folder, new PlanRecord(facts, hashes, ends, [.. fonts]));
    }

    /// <summary>Whether the manifest shows images of the very recipes, drawn by the very rasteriser, and counts the very splits.</summary>
    private static bool ShowsAll(Manifest manifest, PlanFacts plan)
    {
        var shown = manifest.Recipes.ToLookup(recipe => (recipe.FontPath, recipe.ImageHeight));
        return plan.Rasterizer == GlyphRasterizer.Version
            && plan.Recipes.All(asked => shown[(asked.FontPath, asked.ImageHeight)].Where(told => !told.ToRecipe().IsPixels)
                .All(told => told.Recipe == asked.Recipe && told.Rasterizer == plan.Rasterizer))
            && plan.Recipes.Sum(asked => shown[(asked.FontPath, asked.ImageHeight)].Where(told => told.Recipe == asked.Recipe).Sum(told => told.Images))
                >= plan.Planned - plan.Unrenderable.Sum(lines => lines.Count)
            && manifest.Splits.SequenceEqual(plan.Splits);
    }

    private static bool IsWhole(CacheFolder folder, Manifest manifest)
    {
        var present = folder.ListSegments();
        return present.ToHashSet(StringComparer.Ordinal).SetEquals(manifest.Segments.Select(segment => segment.File))
            && !SegmentTrust.Sort(folder, manifest, present).Contains(false);
    }
}
