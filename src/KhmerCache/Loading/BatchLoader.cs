using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>Goes through a dataset in batches. The same seed and epoch give the same batches.</summary>
public sealed class BatchLoader
{
    /// <summary>Makes a loader.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">How batches are made; null for the default values.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is not positive.</exception>
    public BatchLoader(KhmerCorpusDataset dataset, BatchLoaderOptions? options = null)
    {
        Dataset = dataset;
        Options = options ?? new BatchLoaderOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Options.BatchSize, nameof(options));
    }

    /// <summary>The dataset.</summary>
    public KhmerCorpusDataset Dataset { get; }

    /// <summary>How batches are made.</summary>
    public BatchLoaderOptions Options { get; }

    /// <summary>The batches of an epoch. Lines without an image in the cache are passed over, and counted as misses by the cache.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <exception cref="KhmerCacheException">An image is damaged.</exception>
    public IEnumerable<Batch> Enumerate(int epoch = 0)
    {
        var batch = new BatchBuilder(Options);
        foreach (var index in EpochOrder.Create(Dataset.Count, Dataset.Options.Seed, epoch, Options.Shuffle))
        {
            if (!Dataset.TryFind(index, epoch, out var font, out var image))
            {
                Dataset.Cache.CountMiss();
                continue;
            }

            batch.Add(Dataset.GetText(index), font, image);
            if (batch.Count == Options.BatchSize)
            {
                yield return batch.Build();
            }
        }

        if (batch.Count > 0)
        {
            yield return batch.Build();
        }
    }
}
