namespace KhmerCache.Storage;

/// <summary>
/// Cuts lines into segments by ranges of their hashes: 2^k equal ranges, with k just large enough. The cut depends on how many images
/// there are (that of a long text, or one without glyph run, counts as several), and on nothing else, so the same entries always come to lie in the same segments.
/// </summary>
internal static class Partition
{
    /// <summary>Images that a segment has at most, roughly: large enough that symbol tables weigh little, small enough to lay out in memory.</summary>
    public const int ImagesPerSegment = 1 << 17;

    /// <summary>The parts of lines, which are ordered by hash, as ranges of their places; empty parts are left out.</summary>
    /// <param name="lines">How many lines there are.</param>
    /// <param name="textHash">The hash of the line at a place.</param>
    /// <param name="weight">How much it counts.</param>
    public static IEnumerable<Range> Split(int lines, Func<int, ulong> textHash, Func<int, int> weight)
    {
        var total = 0L;
        for (var line = 0; line < lines; line++)
        {
            total += weight(line);
        }

        var bits = BitsFor(total);
        for (var start = 0; start < lines;)
        {
            var range = RangeOf(textHash(start), bits);
            var end = start + 1;
            while (end < lines && RangeOf(textHash(end), bits) == range)
            {
                end++;
            }

            yield return start..end;
            start = end;
        }
    }

    /// <summary>How many bits of a hash tell which segment its line is in.</summary>
    /// <param name="total">The weight of all lines.</param>
    public static int BitsFor(long total)
    {
        var bits = 0;
        while (total >> bits > ImagesPerSegment)
        {
            bits++;
        }

        return bits;
    }

    /// <summary>Those bits. A shift by 64 would be a shift by 0.</summary>
    public static ulong RangeOf(ulong textHash, int bits) => bits == 0 ? 0 : textHash >> (64 - bits);
}
