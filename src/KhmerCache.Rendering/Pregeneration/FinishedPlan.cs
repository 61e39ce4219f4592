using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Knows a plan again that the cache was made complete for, so that nothing but the outside of files is looked at where nothing has changed.</summary>
internal static class FinishedPlan
{
    /// <summary>Finds the record of a plan, if the cache still shows all that it asks for; null where that has to be found out image by image.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="inputs">What the plan starts from.</param>
    public static PlanRecord? Find(CacheFolder folder, PlanInputs inputs)
    {
        if (PlanRecords.Find(folder, known => known.Facts.Settings == inputs.Settings && known.Facts.Inputs == inputs.Inputs, out var name) is not { Facts.Vocabulary: not null } plan
            || (plan.Facts.Unrenderable.Length > 0 && plan.Facts.Places != inputs.Places)
            || Manifest.Read(folder) is not { } manifest
            || manifest.ContentDigest != plan.Facts.ContentDigest
            || !manifest.Splits.SequenceEqual(plan.Facts.Splits)
            || !IsWhole(folder, manifest))
        {
            return null;
        }

        PlanRecords.Touch(folder, name);
        return plan;
    }

    /// <summary>Notes that the cache is complete for a plan, as long as it shows what the manifest tells.</summary>
    public static PlanRecord Keep(
        CacheFolder folder, PlanInputs inputs, Plan plan, Manifest manifest, IReadOnlyList<Recipe> recipes, UnrenderableLines[] unrenderable)
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
            unrenderable.Length > 0 ? inputs.Places : "",
            manifest.ContentDigest,
            plan.Images,
            new(plan.Splits.ToDictionary(), StringComparer.Ordinal),
            [.. recipes.Select(recipe => new PlanRecipe(recipe.FontPath, recipe.ImageHeight, recipe.Id))],
            unrenderable,
            plan.Vocabulary);
        if (manifest.TotalImages == facts.Images)
        {
            facts = facts with { ProjectDigest = manifest.ContentDigest };
        }

        var record = new PlanRecord(facts, hashes, ends, [.. fonts]);
        PlanRecords.Keep(folder, record);
        return record;
    }

    private static bool IsWhole(CacheFolder folder, Manifest manifest)
    {
        var present = folder.ListSegments();
        return present.ToHashSet(StringComparer.Ordinal).SetEquals(manifest.Segments.Select(segment => segment.File))
            && !SegmentTrust.Sort(folder, manifest, present).Contains(false);
    }
}
