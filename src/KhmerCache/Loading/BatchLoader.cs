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

    /// <summary>
    /// The batches of an epoch. Where the cache lacks an image, or it is damaged, the cache's renderer draws it; a line that has none all the same is
    /// passed over, and counted as a miss by the cache.
    /// </summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <exception cref="KhmerCacheException">There is no image of any line: the cache was made for other lines, fonts or heights.</exception>
    public IEnumerable<Batch> Enumerate(int epoch = 0)
    {
        var batch = new BatchBuilder(Options);
        var found = 0;
        foreach (var index in EpochOrder.Create(Dataset.Count, Dataset.Options.Seed, epoch, Options.Shuffle))
        {
            if (!TryAdd(batch, index, epoch))
            {
                continue;
            }

            found++;
            if (batch.Count == Options.BatchSize)
            {
                yield return batch.Build();
            }
        }

        if (batch.Count > 0)
        {
            yield return batch.Build();
        }

        if (found == 0)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.NotCached,
                $"The cache has no image of any of the {Dataset.Count} lines of '{Dataset.Split.Name}' at {Dataset.Options.ImageHeight} px. Build the project again, or check the corpus, the fonts and the height.",
                Dataset.Cache.Directory);
        }
    }

    private bool TryAdd(BatchBuilder batch, int index, int epoch)
    {
        try
        {
            if (Dataset.TryFind(index, epoch, out var font, out var image))
            {
                batch.Add(Dataset.GetText(index), font, image);
                return true;
            }
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
        {
            Dataset.Cache.Report(exception.Diagnostic);
        }

        if (!Dataset.TryRender(index, epoch, out var other, out var drawn))
        {
            return false;
        }

        batch.Add(Dataset.GetText(index), other, drawn);
        return true;
    }
}
