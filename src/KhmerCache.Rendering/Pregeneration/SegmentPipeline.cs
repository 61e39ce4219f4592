namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// Has threads shape lines, chunk by chunk, segment after segment. The thread that ends a segment lays it out and writes it while the others go on with the next one, so that
/// no thread waits for another, nor for the disk. Segments are written in their order.
/// </summary>
/// <param name="segments">What there is to do, asked for as it is needed.</param>
/// <param name="jobs">How many threads.</param>
/// <param name="shape">Shapes a chunk of a segment; is told which of the threads it runs on. Returns whether it was the last chunk.</param>
/// <param name="write">Writes a segment with the chunks that are done. Called by one thread at a time.</param>
internal sealed class SegmentPipeline(IEnumerator<SegmentWork> segments, int jobs, Func<SegmentWork, int, int, bool> shape, Action<SegmentWork> write)
{
    /// <summary>Threads that shape a segment about as fast as one writes the one before.</summary>
    private const int ThreadsPerWriter = 4;

    /// <summary>Segments in memory at a time: one that is written and one that is shaped; and one more where many threads come to its end before it may be written.</summary>
    private readonly int _mostAtWork = jobs <= ThreadsPerWriter ? 2 : 3;

    private readonly object _gate = new();

    /// <summary>The segments that are begun and not written, in order.</summary>
    private readonly Queue<SegmentWork> _atWork = [];
    private readonly HashSet<SegmentWork> _shaped = [];
    private SegmentWork? _current;
    private int _nextChunk;
    private bool _isOver;
    private bool _isWriting;

    /// <summary>Does all of it. Where it is cancelled, what was shaped until then is written all the same.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(Stop))
        {
            Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = jobs }, Work);
        }

        while (_atWork.TryDequeue(out var cut))
        {
            write(cut);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Work(int worker)
    {
        try
        {
            while (TryTake(out var segment, out var chunk))
            {
                if (shape(segment, chunk, worker))
                {
                    WriteShaped(segment);
                }
            }
        }
        catch
        {
            Stop();
            throw;
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryTake(out SegmentWork segment, out int chunk)
    {
        lock (_gate)
        {
            while (!_isOver && (_current is null || _nextChunk == _current.Chunks) && _atWork.Count >= _mostAtWork)
            {
                Monitor.Wait(_gate);
            }

            if (!_isOver && (_current is null || _nextChunk == _current.Chunks))
            {
                _isOver = !segments.MoveNext();
                if (!_isOver)
                {
                    (_current, _nextChunk) = (segments.Current, 0);
                    _atWork.Enqueue(_current);
                }
            }

            (segment, chunk) = (_current!, _nextChunk++);
            return !_isOver;
        }
    }

    /// <summary>Writes what is shaped, unless another thread does already, which then goes on with this.</summary>
    private void WriteShaped(SegmentWork segment)
    {
        lock (_gate)
        {
            _shaped.Add(segment);
            if (_isWriting)
            {
                return;
            }

            _isWriting = true;
        }

        while (TryTakeShaped(out var next))
        {
            write(next);
            lock (_gate)
            {
                _shaped.Remove(_atWork.Dequeue());
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TryTakeShaped(out SegmentWork segment)
    {
        lock (_gate)
        {
            _isWriting = _atWork.TryPeek(out segment!) && _shaped.Contains(segment);
            return _isWriting;
        }
    }
}
