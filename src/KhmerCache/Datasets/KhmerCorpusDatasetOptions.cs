using KhmerCache.Augmentation;

namespace KhmerCache.Datasets;

/// <summary>How a <see cref="KhmerCorpusDataset"/> chooses its samples.</summary>
public readonly record struct KhmerCorpusDatasetOptions
{
    private readonly bool _drawsAll;
    private readonly double _augmentProbability;

    /// <summary>Whether images come from the cache, as they do by default; otherwise the cache's renderer draws each one whenever it is asked for, and none is kept.</summary>
    public bool UseCache
    {
        get => !_drawsAll;
        init => _drawsAll = !value;
    }

    /// <summary>The folder of the cache, for <see cref="KhmerCorpusDataset.Open(SplitDescriptor, IEnumerable{FontDescriptor}, KhmerCorpusDatasetOptions, ImageCacheOptions)"/>; null for <c>data/synthetic</c>.</summary>
    public string? CacheDir { get; init; }

    /// <summary>The height of the images in pixels; 0 for the height that the images of the cache have.</summary>
    public int ImageHeight { get; init; }

    /// <summary>The most lines to take, from the beginning of the corpus; 0 for as many as were pregenerated (<see cref="SplitDescriptor.MaxLines"/>).</summary>
    public int MaxLines { get; init; }

    /// <summary>
    /// What the order of the samples, the font of each in an epoch, and its augmentation follow from. Any seed will do: it does not change what is in the cache.
    /// </summary>
    public long Seed { get; init; }

    /// <summary>How often a training sample is augmented, from 0 (never, the default) to 1; <c>val</c> and <c>test</c> never are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to 1.</exception>
    public double AugmentProbability
    {
        get => _augmentProbability;
        init => _augmentProbability = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A probability is from 0 to 1.");
    }

    /// <summary>What may happen to an augmented sample, each effect with a probability of its own; null for <see cref="AugmentationOptions.Default"/>.</summary>
    public AugmentationOptions? Augmentation { get; init; }
}
