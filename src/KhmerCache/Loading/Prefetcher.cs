using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace KhmerCache.Loading;

/// <summary>
/// Has several threads work ahead of whoever takes the results, which come in the order of the work whichever thread was done first. No more of them wait than
/// there is room for. For one taker at a time.
/// </summary>
/// <typeparam name="TWork">A piece of work.</typeparam>
/// <typeparam name="TResult">What becomes of it.</typeparam>
internal sealed class Prefetcher<TWork, TResult> : IDisposable
    where TResult : class, IDisposable
{
    private readonly Lock _workLock = new();
    private readonly object _lock = new();
    private readonly IEnumerator<TWork> _work;
    private readonly Dictionary<long, (TResult? Result, ExceptionDispatchInfo? Error)> _ready = [];
    private readonly Thread[] _threads;
    private readonly int _room;
    private TaskCompletionSource? _arrival;
    private long _begun;
    private long _taken;
    private bool _isExhausted;
    private bool _isStopped;

    /// <summary>Starts the threads.</summary>
    /// <param name="work">The work, in order; taken by one thread at a time.</param>
    /// <param name="createWorker">Makes what does the work, one for each thread.</param>
    /// <param name="threads">How many threads work.</param>
    /// <param name="ahead">How many results may wait, beside the one that each thread works at.</param>
    public Prefetcher(IEnumerator<TWork> work, Func<Func<TWork, TResult?>> createWorker, int threads, int ahead)
    {
        (_work, _room) = (work, threads + ahead);
        _threads = [.. Enumerable.Range(0, threads).Select(number => new Thread(() => Run(createWorker())) { IsBackground = true, Name = $"KhmerCache loader {number}" })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>The next result, waiting for it; false at the end. An exception of the work is thrown in the place of its result, and ends it.</summary>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    public bool TryTake([NotNullWhen(true)] out TResult? result, CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.UnsafeRegister(_ => Wake(), null);
        lock (_lock)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryTakeNow(out result, out var isEnd) || isEnd)
                {
                    return result is not null;
                }

                Monitor.Wait(_lock);
            }
        }
    }

    /// <summary>As <see cref="TryTake"/>, without a thread that waits; null at the end.</summary>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    public async ValueTask<TResult?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryTakeNow(out var result, out var isEnd) || isEnd)
                {
                    return result;
                }

                arrival = (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the threads, and disposes of the results that nobody took.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            Monitor.PulseAll(_lock);
        }

        Array.ForEach(_threads, thread => thread.Join());
        foreach (var (result, _) in _ready.Values)
        {
            result?.Dispose();
        }

        _ready.Clear();
        _work.Dispose();
    }

    // A piece of work that has no result is passed over.
    private bool TryTakeNow(out TResult? result, out bool isEnd)
    {
        result = null;
        while (_ready.Remove(_taken, out var outcome))
        {
            _taken++;
            Monitor.PulseAll(_lock);
            outcome.Error?.Throw();
            if (outcome.Result is not null)
            {
                (result, isEnd) = (outcome.Result, false);
                return true;
            }
        }

        isEnd = _isExhausted && _taken == _begun;
        return false;
    }

    private void Run(Func<TWork, TResult?> work)
    {
        while (TryBegin(out var piece, out var number))
        {
            try
            {
                Finish(number, work(piece), null);
            }
            catch (Exception exception)
            {
                // Thrown again where its result would have been taken.
                Finish(number, null, ExceptionDispatchInfo.Capture(exception));
            }
        }
    }

    private bool TryBegin([MaybeNullWhen(false)] out TWork piece, out long number)
    {
        lock (_workLock)
        {
            (piece, number) = (default, 0);
            lock (_lock)
            {
                while (!_isStopped && !_isExhausted && _begun - _taken >= _room)
                {
                    Monitor.Wait(_lock);
                }

                if (_isStopped || _isExhausted)
                {
                    return false;
                }
            }

            var (hasNext, error) = (false, (ExceptionDispatchInfo?)null);
            try
            {
                hasNext = _work.MoveNext();
            }
            catch (Exception exception)
            {
                error = ExceptionDispatchInfo.Capture(exception);
            }

            lock (_lock)
            {
                number = hasNext || error is not null ? _begun++ : 0;
                _isExhausted |= !hasNext;
            }

            if (error is not null)
            {
                Finish(number, null, error);
            }
            else if (!hasNext)
            {
                Wake();
            }

            piece = hasNext ? _work.Current : default;
            return hasNext;
        }
    }

    private void Finish(long number, TResult? result, ExceptionDispatchInfo? error)
    {
        lock (_lock)
        {
            _ready[number] = (result, error);
            _isExhausted |= error is not null;
        }

        Wake();
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
            _arrival?.TrySetResult();
            _arrival = null;
        }
    }
}
