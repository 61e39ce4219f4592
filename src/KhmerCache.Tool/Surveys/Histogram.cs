namespace KhmerCache.Tool.Surveys;

/// <summary>How often each value from 0 up comes: a width in pixels, a length in code points, a height in rows.</summary>
internal sealed class Histogram
{
    private long[] _counts = [];

    /// <summary>How many values there are.</summary>
    public long Total { get; private set; }

    /// <summary>How often each value comes, by value, up to <see cref="Max"/>.</summary>
    public ReadOnlySpan<long> Counts => _counts.AsSpan(0, Max + 1);

    /// <summary>The smallest value; 0 where there is none.</summary>
    public int Min => Math.Max(0, Array.FindIndex(_counts, count => count > 0));

    /// <summary>The largest value; -1 where there is none.</summary>
    public int Max { get; private set; } = -1;

    /// <summary>The mean value; 0 where there is none.</summary>
    public double Mean => Total == 0 ? 0 : _counts.Index().Sum(value => (double)value.Index * value.Item) / Total;

    /// <summary>The smallest value that at least this share of all values does not exceed; 0 where there is none.</summary>
    /// <param name="share">From 0 to 1; 0.5 gives the median.</param>
    public int Quantile(double share)
    {
        // At least one value, so that the quantile of 0 is the smallest.
        var (rank, value) = (Math.Max(1, (long)Math.Ceiling(share * Total)), 0);
        for (var below = 0L; value <= Max && (below += _counts[value]) < rank; value++)
        {
        }

        return Math.Min(value, Math.Max(0, Max));
    }

    /// <summary>The counts of intervals of <paramref name="width"/> values each, from 0 up to the one that holds <see cref="Max"/>.</summary>
    public long[] Bins(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var bins = new long[Max < 0 ? 0 : (Max / width) + 1];
        for (var value = 0; value <= Max; value++)
        {
            bins[value / width] += _counts[value];
        }

        return bins;
    }

    /// <summary>Adds a value that comes <paramref name="times"/> times.</summary>
    public void Add(int value, long times = 1)
    {
        if (value >= _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(value + 1, 2 * _counts.Length));
        }

        _counts[value] += times;
        Total += times;
        Max = Math.Max(Max, value);
    }

    /// <summary>Adds what another one has counted.</summary>
    public void Add(Histogram other)
    {
        for (var value = 0; value <= other.Max; value++)
        {
            if (other._counts[value] > 0)
            {
                Add(value, other._counts[value]);
            }
        }
    }
}
