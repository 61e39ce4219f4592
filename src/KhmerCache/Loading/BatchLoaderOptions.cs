using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>How a <see cref="BatchLoader"/> makes batches.</summary>
public readonly record struct BatchLoaderOptions
{
    /// <summary>With the default values of all options.</summary>
    public BatchLoaderOptions()
    {
    }

    /// <summary>Samples of a batch; the last ones of an epoch may have fewer.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// The most pixels of a batch, padding included (N × H × W), in place of <see cref="BatchSize"/>: many short lines or few long ones, for the same memory. 0 for none.
    /// A single image that has more is a batch of its own.
    /// </summary>
    public long PixelBudget { get; init; }

    /// <summary>Whether the order changes from epoch to epoch, by the dataset's seed.</summary>
    public bool Shuffle { get; init; }

    /// <summary>
    /// A quasi-random order, as FFCV calls it: how many equal ranges of text hashes an epoch goes through, one after the other. The order of the ranges is shuffled, and so are
    /// the samples within each. Segments are cut by the same hashes, so that the first batches need only the first segments: for a remote cache, of which the rest is still to
    /// arrive, or one that does not fit into memory. 0 and 1 for an order over all samples. It needs <see cref="Shuffle"/>. An epoch has the same samples with it and without;
    /// a sample that is joined with another one by augmentation has its partner from the same range.
    /// </summary>
    public int QuasiRandomRanges { get; init; }

    /// <summary>
    /// How many batches' worth of samples are ordered by width before they are cut into batches, so that a batch is hardly padded; 0 for none. The order of the
    /// batches is shuffled afterwards, where <see cref="Shuffle"/> is on. An epoch has the same samples with it and without.
    /// </summary>
    public int WidthBuckets { get; init; }

    /// <summary>Whether the samples that fill no whole batch at the end of an epoch are left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>Which of <see cref="WorldSize"/> training processes this is, from 0. Every sample of an epoch goes to one of them, and all of them get as many batches.</summary>
    public int Rank { get; init; }

    /// <summary>How many processes train together.</summary>
    public int WorldSize { get; init; } = 1;

    /// <summary>How many threads decode; 0 for the thread that asks for batches. The batches and their order do not depend on it.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>How many batches may be ready before they are asked for, beside the one that each thread works at.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>What images are made of.</summary>
    public BatchPixels Pixels { get; init; }

    /// <summary>What turns labels into targets; null for batches without targets.</summary>
    public Vocabulary? Vocabulary { get; init; }
}
