using System.Diagnostics;
using KhmerCache.Remote.Stores;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Copies;

/// <summary>
/// Brings the lines of a copy in the background: first those that a reader waits for, then those that will be read soon, then the others, until the copy is complete or there is no more room.
/// </summary>
/// <param name="store">The store; disposed of with this.</param>
/// <param name="copy">The copy.</param>
/// <param name="options">How.</param>
internal sealed class ArrivingSegments(IObjectStore store, LocalCopy copy, RemoteCacheOptions options) : ISegmentSource
{
    /// <summary>How long to leave a segment to the process that is at it.</summary>
    public static readonly TimeSpan WhileOthersFetch = TimeSpan.FromMilliseconds(20);

    /// <summary>How often room is asked for; in vain only where another process keeps files from being deleted, as Windows lets it.</summary>
    private const int MostRequestsForRoom = 100;

    private readonly Lock _lock = new();
    private readonly SegmentFetch _fetch = new(store, copy);
    private readonly FetchQueue _queue = new();
    private readonly Dictionary<string, Arrival> _arrivals = new(StringComparer.Ordinal);
    private readonly List<HashRange> _expected = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _anyWork = new(0);
    private readonly SemaphoreSlim _waitedWork = new(0);
    private LocalRoom? _room;
    private Task[] _workers = [];
    private long _pausedSince;
    private bool _isPaused;
    private int _unverified;

    /// <inheritdoc/>
    public void Start(IReadOnlyList<SegmentSlot> segments)
    {
        var slots = segments.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        foreach (var slot in segments)
        {
            _arrivals[slot.Name] = new Arrival(slot.TextHashes);
        }

        if (options.MaxLocalBytes > 0 && copy.Bytes > options.MaxLocalBytes)
        {
            _room = new LocalRoom(copy, options.MaxLocalBytes, slots);
            foreach (var slot in segments)
            {
                slot.NotesUse = true;
            }

            // What an earlier copy without a limit has left, or another snapshot.
            _room.Trim();
        }

        _unverified = segments.Count;
        foreach (var slot in segments)
        {
            Enqueue(slot.Name, Urgency.Background);
        }

        // One is for readers alone: what they wait for does not wait for transfers that nobody waits for.
        _workers = [.. Enumerable.Range(0, Math.Max(1, options.Jobs - 1)).Select(_ => Task.Run(() => WorkAsync(_anyWork, Urgency.Background))), Task.Run(() => WorkAsync(_waitedWork, Urgency.Waited))];
        if (segments.Count == 0)
        {
            Complete();
        }
    }

    /// <inheritdoc/>
    public void Bring(string segment, CancellationToken cancellationToken)
    {
        if (copy.IsThere(segment))
        {
            return;
        }

        Task arrived;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, typeof(ImageCache));
            var arrival = _arrivals[segment];
            if (options.Renderer is not null && arrival.Error is { } error && Stopwatch.GetElapsedTime(arrival.FailedAt) < options.Pause)
            {
                // Somebody draws it, rather than to ask a store that is down for every line.
                throw new KhmerCacheException(error.Diagnostic, error);
            }

            arrived = (arrival.Waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            Enqueue(segment, Urgency.Waited);
        }

        arrived.WaitAsync(cancellationToken).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Discard(string segment)
    {
        lock (_lock)
        {
            copy.Folder.Delete(segment);
            _unverified += _arrivals[segment].IsVerified ? 1 : 0;
            _arrivals[segment].IsVerified = false;
            Enqueue(segment, Urgency.Background);
        }
    }

    /// <inheritdoc/>
    public void Expect(HashRange textHashes)
    {
        lock (_lock)
        {
            // What is read now, what comes after it, and what may still be decoded from before.
            _expected.Add(textHashes);
            _expected.RemoveRange(0, Math.Max(0, _expected.Count - 3));
            foreach (var (segment, arrival) in _arrivals)
            {
                if (arrival.TextHashes.Overlaps(textHashes) && !copy.IsThere(segment))
                {
                    Enqueue(segment, Urgency.Expected);
                }
            }
        }
    }

    /// <summary>Ends the work, and the waits for it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            _ended.Cancel();
        }

        Task.WaitAll(_workers);
        foreach (var arrival in _arrivals.Values)
        {
            arrival.Fail(new ObjectDisposedException(typeof(ImageCache).FullName));
        }

        store.Dispose();
        _ended.Dispose();
        _anyWork.Dispose();
        _waitedWork.Dispose();
    }

    private void Enqueue(string segment, Urgency urgency)
    {
        lock (_lock)
        {
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            _queue.Enqueue(segment, urgency);
            _anyWork.Release();
            if (urgency == Urgency.Waited)
            {
                _waitedWork.Release();
            }
        }
    }

    private async Task WorkAsync(SemaphoreSlim work, Urgency least)
    {
        var ended = _ended.Token;
        try
        {
            while (true)
            {
                // A store that just failed is left alone for a while, except for those who wait.
                var pause = PauseLeft();
                if (TryTake(pause is null ? least : Urgency.Waited, out var segment, out var urgency))
                {
                    await BringAsync(segment, urgency, ended).ConfigureAwait(false);
                    continue;
                }

                await work.WaitAsync(pause ?? Timeout.InfiniteTimeSpan, ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private bool TryTake(Urgency least, out string segment, out Urgency urgency)
    {
        lock (_lock)
        {
            return _queue.TryDequeue(least, out segment, out urgency);
        }
    }

    private TimeSpan? PauseLeft()
    {
        lock (_lock)
        {
            var left = options.Pause - Stopwatch.GetElapsedTime(_pausedSince);
            return _isPaused && left > TimeSpan.Zero ? left : null;
        }
    }

    private async Task BringAsync(string segment, Urgency urgency, CancellationToken ended)
    {
        if (!TryBegin(segment))
        {
            return;
        }

        try
        {
            if (await TryBringAsync(segment, urgency, ended).ConfigureAwait(false))
            {
                Finish(segment, isVerified: true);
            }
        }
        catch (KhmerCacheException exception)
        {
            Fail(segment, urgency, exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ended.IsCancellationRequested)
        {
            // Whatever it is, readers must not wait for ever for what nobody brings.
            Fail(segment, urgency, new KhmerCacheException(
                DiagnosticCodes.Internal, $"Fetching {store.Address.Of(RemoteLayout.OfSegment(segment))} failed: {exception.Message}", innerException: exception));
        }
        finally
        {
            End(segment);
        }
    }

    private bool TryBegin(string segment)
    {
        lock (_lock)
        {
            var arrival = _arrivals[segment];
            return !arrival.IsRunning && (arrival.IsRunning = true);
        }
    }

    // Somebody may wait for it by now, which whoever was at it did not know.
    private void End(string segment)
    {
        lock (_lock)
        {
            _arrivals[segment].IsRunning = false;
            if (_arrivals[segment].Waiting is not null)
            {
                Enqueue(segment, Urgency.Waited);
            }
        }
    }

    /// <summary>False where there is nothing more to do now: there is no room, or somebody else is at it and it was put back.</summary>
    private async Task<bool> TryBringAsync(string segment, Urgency urgency, CancellationToken ended)
    {
        if (copy.IsThere(segment))
        {
            if (urgency == Urgency.Waited || _room is not null)
            {
                // Readers look at its outline and at each row; before the copy counts as complete, all of it is compared with its name.
                Finish(segment, isVerified: false);
                return false;
            }

            if (IsVerified(segment) || copy.Folder.IsIntact(segment))
            {
                return true;
            }

            copy.Folder.Delete(segment);
        }

        var bytes = copy.BytesOf(segment);
        if (_room?.TryReserve(bytes, MayGoFor(urgency)) == false)
        {
            if (urgency != Urgency.Waited)
            {
                return false;
            }

            if (_arrivals[segment].RequestsForRoom++ < MostRequestsForRoom)
            {
                await PutBackAsync(segment, urgency, ended).ConfigureAwait(false);
                return false;
            }

            bytes = 0;
        }

        try
        {
            if (await _fetch.TryRunAsync(segment, ended).ConfigureAwait(false))
            {
                Resume();
                return true;
            }
        }
        finally
        {
            _room?.Arrived(bytes);
        }

        await PutBackAsync(segment, urgency, ended).ConfigureAwait(false);
        return false;
    }

    private async Task PutBackAsync(string segment, Urgency urgency, CancellationToken ended)
    {
        Enqueue(segment, urgency);
        await Task.Delay(WhileOthersFetch, ended).ConfigureAwait(false);
    }

    /// <summary>Which segments may go for another one: for one that a reader waits for any, for one that is expected those that are not expected themselves, and else none.</summary>
    private Func<string, bool>? MayGoFor(Urgency urgency)
    {
        switch (urgency)
        {
            case Urgency.Waited:
                return _ => true;
            case Urgency.Expected:
                HashRange[] expected;
                lock (_lock)
                {
                    expected = [.. _expected];
                }

                return segment => !_arrivals.TryGetValue(segment, out var arrival) || !Array.Exists(expected, arrival.TextHashes.Overlaps);
            default:
                return null;
        }
    }

    private bool IsVerified(string segment)
    {
        lock (_lock)
        {
            return _arrivals[segment].IsVerified;
        }
    }

    private void Finish(string segment, bool isVerified)
    {
        bool isLast;
        lock (_lock)
        {
            var arrival = _arrivals[segment];
            arrival.Arrive();
            _unverified -= isVerified && !arrival.IsVerified ? 1 : 0;
            isLast = isVerified && !arrival.IsVerified && _unverified == 0 && _room is null;
            arrival.IsVerified |= isVerified;
            if (!arrival.IsVerified && _room is null)
            {
                Enqueue(segment, Urgency.Background);
            }

        }

        if (isLast)
        {
            Complete();
        }
    }

    private void Resume()
    {
        lock (_lock)
        {
            _isPaused = false;
        }
    }

    private void Complete()
    {
        try
        {
            copy.TryComplete();
        }
        catch (KhmerCacheException exception)
        {
            // All is there and can be read; the next one to open the copy completes it.
            options.Log?.Invoke(exception.Diagnostic with { Severity = DiagnosticSeverity.Warning });
        }
    }

    private void Fail(string segment, Urgency urgency, KhmerCacheException error)
    {
        bool isTold;
        lock (_lock)
        {
            var arrival = _arrivals[segment];

            // Who waits without a renderer gets the error where it reads. Of a store that is down one segment tells for all.
            isTold = (urgency != Urgency.Waited || options.Renderer is not null) && (!_isPaused || error.Diagnostic.Code == DiagnosticCodes.RemoteDamaged) && arrival.Error?.Diagnostic != error.Diagnostic;
            (arrival.Error, arrival.FailedAt) = (error, Stopwatch.GetTimestamp());
            arrival.Fail(error);
            if (error.Diagnostic.Code != DiagnosticCodes.RemoteDamaged)
            {
                (_isPaused, _pausedSince) = (true, Stopwatch.GetTimestamp());
                Enqueue(segment, Urgency.Background);
            }
        }

        if (isTold)
        {
            options.Log?.Invoke(error.Diagnostic with { Severity = DiagnosticSeverity.Warning });
        }
    }
}
