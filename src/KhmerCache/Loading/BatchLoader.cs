using System.Collections;
using System.Runtime.CompilerServices;
using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>
/// Goes through a dataset in batches. The same dataset, options and epoch give the same batches, on any number of threads.
/// As an <see cref="IEnumerable{T}"/> it gives the rest of the current epoch, and stands at the next one afterwards (<see cref="State"/>).
/// </summary>
/// <remarks>For one enumeration at a time; for LINQ, say <c>loader.AsEnumerable()</c>, since it is asynchronous too. Where the enumeration ends early, its threads end with it.</remarks>
public sealed class BatchLoader : IEnumerable<Batch>, IAsyncEnumerable<Batch>
{
    private readonly Lazy<LoaderState> _identity;
    private int _epoch;
    private long _received;

    /// <summary>Makes a loader.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">How batches are made; null for the default values.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    /// <exception cref="ArgumentException">The order is to be quasi-random, and not shuffled.</exception>
    /// <exception cref="ArgumentException">Samples are joined, and the vocabulary lacks the blank that joins their labels.</exception>
    public BatchLoader(KhmerCorpusDataset dataset, BatchLoaderOptions? options = null)
    {
        Dataset = dataset;
        Options = options ?? new BatchLoaderOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Options.BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.PixelBudget);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.WidthBuckets);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.QuasiRandomRanges);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Options.WorldSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.Rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Options.Rank, Options.WorldSize);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.Prefetch);
        if (Options is { QuasiRandomRanges: > 1, Shuffle: false })
        {
            throw new ArgumentException($"{nameof(BatchLoaderOptions.QuasiRandomRanges)} is a way to shuffle: set {nameof(BatchLoaderOptions.Shuffle)} as well, or leave it 0.", nameof(options));
        }

        dataset.CheckCanEncode(Options.Vocabulary);
        _identity = new Lazy<LoaderState>(() => LoaderIdentity.Of(Dataset, Options));
    }

    /// <summary>The dataset.</summary>
    public KhmerCorpusDataset Dataset { get; }

    /// <summary>How batches are made.</summary>
    public BatchLoaderOptions Options { get; }

    /// <summary>
    /// Where the enumeration stands: after the batches that were received, not those that are ready. A program that saves it with its model, after a batch was
    /// trained on, goes on with the next one (<see cref="Resume"/>).
    /// </summary>
    public LoaderState State => _identity.Value with { Epoch = _epoch, Batch = _received };

    /// <summary>Stands where another loader stood: the next enumeration gives the very batches that it would have given.</summary>
    /// <param name="state">Its <see cref="State"/>.</param>
    /// <exception cref="KhmerCacheException">Corpus, fonts or options differ; the message says which, and what they were.</exception>
    public void Resume(LoaderState state)
    {
        LoaderIdentity.Check(state, _identity.Value);
        (_epoch, _received) = (state.Epoch, state.Batch);
    }

    /// <summary>How many batches an epoch has for this rank. It takes finding all images, without decoding them.</summary>
    /// <param name="epoch">The epoch, from 0; with width buckets or a budget of pixels, epochs differ.</param>
    public long CountBatches(int epoch = 0) => new EpochPlan(Dataset, Options, epoch).Batches().LongCount();

    /// <summary>
    /// The batches of an epoch, from its beginning; <see cref="State"/> stays as it is. Where the cache lacks an image, or it is damaged, the cache's renderer
    /// draws it; a line that has none all the same is passed over, and counted as a miss by the cache.
    /// </summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="KhmerCacheException">There is no image of any line: the cache was made for other lines, fonts or heights; or there are fewer samples than ranks.</exception>
    public IEnumerable<Batch> Enumerate(int epoch = 0, CancellationToken cancellationToken = default)
    {
        using var stream = Open(epoch, 0);
        while (stream.TryTake(out var batch, cancellationToken))
        {
            yield return batch;
        }
    }

    /// <summary>As <see cref="Enumerate"/>, without a thread that waits.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="KhmerCacheException">As for <see cref="Enumerate"/>.</exception>
    public async IAsyncEnumerable<Batch> EnumerateAsync(int epoch = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stream = Open(epoch, 0);
        while (await stream.TakeAsync(cancellationToken).ConfigureAwait(false) is { } batch)
        {
            yield return batch;
        }
    }

    /// <summary>The rest of the current epoch.</summary>
    public IEnumerator<Batch> GetEnumerator()
    {
        using var stream = Open(_epoch, _received);
        while (stream.TryTake(out var batch, CancellationToken.None))
        {
            _received = batch.Number + 1;
            yield return batch;
        }

        (_epoch, _received) = (_epoch + 1, 0);
    }

    /// <summary>The rest of the current epoch, without a thread that waits.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerator<Batch> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var stream = Open(_epoch, _received);
        while (await stream.TakeAsync(cancellationToken).ConfigureAwait(false) is { } batch)
        {
            _received = batch.Number + 1;
            yield return batch;
        }

        (_epoch, _received) = (_epoch + 1, 0);
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private BatchStream Open(int epoch, long skip) => new(Dataset, Options, epoch, skip);
}
