using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>The order of an epoch's samples: a permutation that is a pure function of seed and epoch (Fisher and Yates).</summary>
internal static class EpochOrder
{
    public static int[] Create(int count, long seed, int epoch, bool shuffle)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (shuffle)
        {
            Shuffle<int>(order, new SeededRandom(seed, epoch, index: -1));
        }

        return order;
    }

    public static void Shuffle<T>(Span<T> values, SeededRandom random)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
