using System.Diagnostics.CodeAnalysis;
using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>The batches of an epoch as they are made: by threads of their own, or by the one that asks for them.</summary>
internal sealed class BatchStream : IDisposable
{
    // Ends the waits within the work: what a copy of a remote cache lacks may be long in coming.
    private readonly CancellationTokenSource _ended = new();
    private readonly IEnumerator<PlannedBatch> _plan;
    private readonly Prefetcher<PlannedBatch, Batch>? _prefetcher;
    private readonly BatchBuilder? _builder;

    /// <summary>Begins an epoch.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">How batches are made.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="skip">How many batches are passed over; they are planned, but not decoded.</param>
    public BatchStream(KhmerCorpusDataset dataset, BatchLoaderOptions options, int epoch, long skip)
    {
        var batches = new EpochPlan(dataset, options, epoch, countsMisses: true, _ended.Token).Batches();
        _plan = (skip > 0 ? batches.Where(batch => batch.Number >= skip) : batches).GetEnumerator();
        if (options.Threads > 0)
        {
            _prefetcher = new Prefetcher<PlannedBatch, Batch>(_plan, () => new BatchBuilder(dataset, options, epoch, _ended.Token).TryBuild, options.Threads, options.Prefetch);
        }
        else
        {
            _builder = new BatchBuilder(dataset, options, epoch, _ended.Token);
        }
    }

    /// <summary>The next batch; false at the end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool TryTake([NotNullWhen(true)] out Batch? batch, CancellationToken cancellationToken)
    {
        if (_prefetcher is not null)
        {
            return _prefetcher.TryTake(out batch, cancellationToken);
        }

        using var cancelled = cancellationToken.UnsafeRegister(static ended => ((CancellationTokenSource)ended!).Cancel(), _ended);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (_plan.MoveNext())
            {
                batch = _builder!.TryBuild(_plan.Current);
                if (batch is not null)
                {
                    return true;
                }
            }

            batch = null;
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>As <see cref="TryTake"/>, without a thread that waits where others work; null at the end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValueTask<Batch?> TakeAsync(CancellationToken cancellationToken) =>
        _prefetcher is not null ? _prefetcher.TakeAsync(cancellationToken) : new ValueTask<Batch?>(TryTake(out var batch, cancellationToken) ? batch : null);

    /// <summary>Ends the threads, and gives back the memory of batches that nobody took.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        _prefetcher?.Dispose();
        _plan.Dispose();
        _ended.Dispose();
    }
}
