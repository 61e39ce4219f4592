namespace KhmerCache.Datasets;

/// <summary>How a <see cref="KhmerCorpusDataset"/> chooses its samples.</summary>
public readonly record struct KhmerCorpusDatasetOptions
{
    /// <summary>The height of the images in pixels; 0 for the height that the images of the cache have.</summary>
    public int ImageHeight { get; init; }

    /// <summary>The most lines to take, from the beginning of the corpus; 0 for as many as were pregenerated (<see cref="SplitDescriptor.MaxLines"/>).</summary>
    public int MaxLines { get; init; }

    /// <summary>What the order of the samples and the font of each in an epoch follow from. Any seed will do: it does not change what is in the cache.</summary>
    public long Seed { get; init; }
}
