namespace KhmerCache.Storage;

/// <summary>
/// Cuts lines into segments by ranges of their hashes: 2^k equal ranges, with k just large enough. The cut depends on how many images
/// there are (that of a long text, or one without glyph run, counts as several), and on nothing else, so the same entries always come to lie in the same segments.
/// </summary>
internal static class Partition
{
    /// <summary>Images that a segment has at most, roughly: large enough that symbol tables weigh little, small enough to lay out in memory.</summary>
    public const int ImagesPerSegment = 1 << 17;

    /// <summary>The parts of <paramref name="lines"/>, which are ordered by hash; empty parts are left out.</summary>
    public static IEnumerable<IReadOnlyList<T>> Split<T>(List<T> lines, Func<T, ulong> textHash, Func<T, int> weight)
    {
        var total = lines.Sum(line => (long)weight(line));
        var bits = 0;
        while (total >> bits > ImagesPerSegment)
        {
            bits++;
        }

        for (var start = 0; start < lines.Count;)
        {
            var range = RangeOf(textHash(lines[start]));
            var end = start + 1;
            while (end < lines.Count && RangeOf(textHash(lines[end])) == range)
            {
                end++;
            }

            yield return lines.GetRange(start, end - start);
            start = end;
        }

        // A shift by 64 would be a shift by 0.
        ulong RangeOf(ulong hash) => bits == 0 ? 0 : hash >> (64 - bits);
    }
}
