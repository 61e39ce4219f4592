using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A planned line, and those of its fonts that the cache has no valid image for.</summary>
/// <param name="Line">The line, as a place in the plan.</param>
/// <param name="Fonts">The fonts, as indices into the plan's, in rising order.</param>
internal readonly record struct MissingLine(int Line, int[] Fonts)
{
    /// <summary>What of the plan is missing, in the plan's order.</summary>
    public static List<MissingLine> Find(Plan plan, IReadOnlyList<LineStyle> styles, SegmentIndex index)
    {
        var missing = new List<MissingLine>();
        int[] recipeIds = [.. styles.Select(style => index.IdOf(style.Recipe))];
        for (var i = 0; i < plan.Lines.Length; i++)
        {
            var line = plan.Lines[i];
            var fonts = plan.FontsOf(line);
            if (index.Holds(line.TextHash))
            {
                plan.TextOf(line, out var utf8);
                int[] left = [.. fonts.Where(font => !index.TryFind(line.TextHash, utf8, recipeIds[font], out _, out _))];

                // Many lines share the list of all.
                fonts = left.Length == fonts.Length ? fonts : left;
            }

            if (fonts.Length > 0)
            {
                missing.Add(new MissingLine(i, fonts));
            }
        }

        return missing;
    }
}
