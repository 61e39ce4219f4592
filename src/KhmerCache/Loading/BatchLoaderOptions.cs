using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>How a <see cref="BatchLoader"/> makes batches.</summary>
public readonly record struct BatchLoaderOptions
{
    /// <summary>With the default values of all options.</summary>
    public BatchLoaderOptions()
    {
    }

    /// <summary>Samples of a batch; the last one of an epoch may have fewer.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Whether the order changes from epoch to epoch, by the dataset's seed.</summary>
    public bool Shuffle { get; init; }

    /// <summary>What turns labels into targets; null for batches without targets.</summary>
    public Vocabulary? Vocabulary { get; init; }
}
