namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// Cuts the lines of a plan into shards: ranges of text hashes, with about the same number of images in each. Ranges of the same width would do for millions of lines, but those of a few
/// thousand lines differ by several per cent, and the last shard is what a merge waits for. Every shard reads the whole plan, so that all of them cut it at the same places.
/// </summary>
internal static class ShardCut
{
    /// <summary>The lines of a shard.</summary>
    /// <param name="shard">Which one.</param>
    /// <param name="count">How many lines there are, ordered by hash.</param>
    /// <param name="hashOf">The hash of a line.</param>
    /// <param name="imagesOf">About how many images a line has.</param>
    public static Range Of(Shard shard, int count, Func<int, ulong> hashOf, Func<int, int> imagesOf)
    {
        var total = 0L;
        for (var line = 0; line < count; line++)
        {
            total += imagesOf(line);
        }

        var (start, end, before) = (count, count, 0L);
        for (var line = 0; line < count; line++)
        {
            // Texts of one hash stay together, so that the ranges do not overlap.
            if (line == 0 || hashOf(line) != hashOf(line - 1))
            {
                var index = (long)((Int128)before * shard.Count / total) + 1;
                start = index >= shard.Index ? Math.Min(start, line) : start;
                if (index > shard.Index)
                {
                    end = line;
                    break;
                }
            }

            before += imagesOf(line);
        }

        return start..end;
    }
}
