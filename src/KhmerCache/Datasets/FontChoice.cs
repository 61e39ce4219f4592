using System.IO.Hashing;
using System.Text;

namespace KhmerCache.Datasets;

/// <summary>
/// Which fonts show a line. Fonts are ranked by a hash of text and font path (rendezvous hashing), so the choice is the same on every machine
/// and in every run, does not depend on the order of the fonts, and a font that is added takes over only its own share of the lines.
/// </summary>
internal static class FontChoice
{
    /// <summary>The font of a line in <c>val</c> and <c>test</c>, as an index into <paramref name="fonts"/>.</summary>
    public static int ForEvaluation(ReadOnlySpan<byte> textUtf8, IReadOnlyList<FontDescriptor> fonts)
    {
        var (best, bestRank) = (0, 0UL);
        for (var i = 0; i < fonts.Count; i++)
        {
            var rank = Rank(textUtf8, fonts[i], seed: 0);
            if (i == 0 || rank > bestRank || (rank == bestRank && string.CompareOrdinal(fonts[i].Path, fonts[best].Path) < 0))
            {
                (best, bestRank) = (i, rank);
            }
        }

        return best;
    }

    /// <summary>The <paramref name="count"/> fonts that show a line in training, as indices into <paramref name="fonts"/> in rising order; all of them for 0.</summary>
    public static int[] ForTraining(ReadOnlySpan<byte> textUtf8, IReadOnlyList<FontDescriptor> fonts, int count, long seed)
    {
        int[] all = [.. Enumerable.Range(0, fonts.Count)];
        if (count <= 0 || count >= fonts.Count)
        {
            return all;
        }

        var ranks = new ulong[fonts.Count];
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = Rank(textUtf8, fonts[i], seed);
        }

        return [.. all.OrderByDescending(i => ranks[i]).ThenBy(i => fonts[i].Path, StringComparer.Ordinal).Take(count).Order()];
    }

    /// <summary>The fonts that show a line of <paramref name="split"/>, as indices into <paramref name="fonts"/>.</summary>
    public static int[] ForSplit(ReadOnlySpan<byte> textUtf8, SplitDescriptor split, IReadOnlyList<FontDescriptor> fonts) => split.IsTraining
        ? ForTraining(textUtf8, fonts, split.FontsPerLine, split.Seed)
        : [ForEvaluation(textUtf8, fonts)];

    /// <summary>Which of <paramref name="count"/> fonts shows a training sample: a pure function of its arguments, uniform over the fonts.</summary>
    public static int ForSample(long seed, int epoch, int index, int count) => new SeededRandom(seed, epoch, index).Next(count);

    private static ulong Rank(ReadOnlySpan<byte> textUtf8, FontDescriptor font, long seed) =>
        XxHash3.HashToUInt64(textUtf8, unchecked((long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(font.Path), seed)));
}
