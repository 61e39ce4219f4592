using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>How many lines and images each split has.</summary>
internal static class SplitCounts
{
    public static Dictionary<string, SplitCount> Of(Plan plan, IReadOnlyList<SplitDescriptor> splits, UnrenderableLog unrenderable)
    {
        var skipped = unrenderable.Places.ToHashSet();
        var counts = splits.ToDictionary(split => split.Name, _ => new SplitCount(0, 0));
        foreach (var line in plan.Lines)
        {
            foreach (var (split, fonts) in line.Uses)
            {
                var count = counts[split.Name];
                var images = skipped.Count == 0 ? fonts.Length : fonts.Count(font => !skipped.Contains((font, line.Origin.Text)));
                counts[split.Name] = new SplitCount(count.Lines + 1, count.Images + images);
            }
        }

        return counts;
    }
}
