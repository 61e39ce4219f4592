using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>The order of an epoch's samples: a permutation that is a pure function of seed and epoch (Fisher and Yates).</summary>
internal static class EpochOrder
{
    public static int[] Create(int count, long seed, int epoch, bool shuffle)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (!shuffle)
        {
            return order;
        }

        var random = new SeededRandom(seed, epoch, index: -1);
        for (var i = count - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
