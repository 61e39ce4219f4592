using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A planned line, and those of its fonts that the cache has no valid image for.</summary>
internal readonly record struct MissingLine(PlannedLine Line, int[] Fonts)
{
    /// <summary>What of the plan is missing, in the plan's order.</summary>
    public static IEnumerable<MissingLine> Find(Plan plan, IReadOnlyList<LineStyle> styles, SegmentIndex index)
    {
        int[] recipeIds = [.. styles.Select(style => index.IdOf(style.Recipe))];
        foreach (var line in plan.Lines)
        {
            int[] missing = [.. line.Fonts.Where(font => !index.TryFind(line.TextHash, line.TextUtf8, recipeIds[font], out _, out _))];
            if (missing.Length > 0)
            {
                // In most cases all are, and many lines share the list.
                yield return new MissingLine(line, missing.Length == line.Fonts.Length ? line.Fonts : missing);
            }
        }
    }
}
