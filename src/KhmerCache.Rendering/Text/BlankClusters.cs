using System.Globalization;
using System.Text;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// Characters of which nothing can be seen in the picture although they have a shape: what stands in the place of their glyph is empty, as in a font whose
/// outlines were lost. Of the Khmer fonts that were looked at, none has such glyphs.
/// </summary>
internal static class BlankClusters
{
    /// <summary>Where the first of them stands in the text; -1 where there is none.</summary>
    public static int Find(string text, ShapedLine line, FontFace font)
    {
        var clusters = line.Clusters;
        var glyphs = line.Glyphs;
        for (var i = 0; i < clusters.Length;)
        {
            var (start, hasInk) = (clusters[i], false);
            for (; i < clusters.Length && clusters[i] == start; i++)
            {
                hasInk = hasInk || !font.ExtentsOf(glyphs[i].Glyph).IsEmpty;
            }

            if (!hasInk && FindVisible(text, start, i < clusters.Length ? clusters[i] : text.Length) is var place and >= 0)
            {
                return place;
            }
        }

        return -1;
    }

    // Marks show with the letters that they stand on; blanks, format characters and what Unicode does not know are none of ours.
    private static int FindVisible(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var character) && Rune.GetUnicodeCategory(character) is <= UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
                or (>= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherSymbol))
            {
                return i;
            }
        }

        return -1;
    }
}
