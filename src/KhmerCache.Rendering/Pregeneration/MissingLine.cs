using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A planned line, and those of its fonts that the cache has no valid image for.</summary>
/// <param name="Line">The line, as a place in the plan.</param>
/// <param name="Fonts">The fonts, as indices into the plan's, in rising order.</param>
internal readonly record struct MissingLine(int Line, int[] Fonts)
{
    /// <summary>What of the plan is missing, in the plan's order.</summary>
    public static List<MissingLine> Find(Plan plan, LineStyle[] styles, SegmentIndex index)
    {
        var missing = new List<MissingLine>();
        var recipeIds = Array.ConvertAll(styles, style => index.IdOf(style.Recipe));
        for (var i = 0; i < plan.Lines.Length; i++)
        {
            var fonts = Left(plan, i, plan.FontsOf(plan.Lines[i]), recipeIds, index);
            if (fonts.Length > 0)
            {
                missing.Add(new MissingLine(i, fonts));
            }
        }

        return missing;
    }

    /// <summary>Those of the fonts whose image of a line is not in an index.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="line">The line, as a place in the plan.</param>
    /// <param name="fonts">The fonts. Many lines share the list of all, so that it is given back where none is left out.</param>
    /// <param name="recipeIds">The ids that the index has for the recipes of the plan's fonts.</param>
    /// <param name="index">The index.</param>
    public static int[] Left(Plan plan, int line, int[] fonts, int[] recipeIds, SegmentIndex index)
    {
        var hash = plan.Lines[line].TextHash;
        if (!index.Holds(hash))
        {
            return fonts;
        }

        plan.TextOf(plan.Lines[line], out var utf8);
        var left = Array.FindAll(fonts, font => !index.TryFind(hash, utf8, recipeIds[font], out _, out _));
        return left.Length == fonts.Length ? fonts : left;
    }
}
