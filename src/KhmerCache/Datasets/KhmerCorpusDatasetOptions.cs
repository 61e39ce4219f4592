namespace KhmerCache.Datasets;

/// <summary>How a <see cref="KhmerCorpusDataset"/> chooses its samples.</summary>
public readonly record struct KhmerCorpusDatasetOptions
{
    /// <summary>With the default values of all options.</summary>
    public KhmerCorpusDatasetOptions()
    {
    }

    /// <summary>The height of the images in pixels.</summary>
    public int ImageHeight { get; init; } = 32;

    /// <summary>The most lines to take, from the beginning of the corpus; 0 for all of them.</summary>
    public int MaxLines { get; init; }

    /// <summary>What the order of the samples and the font of each in an epoch follow from. Any seed will do: it does not change what is in the cache.</summary>
    public long Seed { get; init; }
}
