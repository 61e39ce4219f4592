namespace KhmerCache.Remote.Copies;

/// <summary>Which segment is fetched next. For one thread at a time.</summary>
internal sealed class FetchQueue
{
    private readonly PriorityQueue<string, (Urgency Urgency, long Number)> _queue = new();
    private readonly Dictionary<string, Urgency> _queued = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>Puts a segment behind those that are as urgent; one that is queued already only if it has become more urgent.</summary>
    public void Enqueue(string segment, Urgency urgency)
    {
        if (!_queued.TryGetValue(segment, out var before) || urgency < before)
        {
            _queued[segment] = urgency;
            _queue.Enqueue(segment, (urgency, _number++));
        }
    }

    /// <summary>Takes the next one.</summary>
    /// <param name="least">Which are urgent enough.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="urgency">How urgent it is.</param>
    public bool TryDequeue(Urgency least, out string segment, out Urgency urgency)
    {
        while (_queue.TryPeek(out segment!, out var priority) && (urgency = priority.Urgency) <= least)
        {
            _queue.Dequeue();
            if (_queued.TryGetValue(segment, out var current) && current == urgency)
            {
                _queued.Remove(segment);
                return true;
            }
        }

        (segment, urgency) = ("", default);
        return false;
    }
}

/// <summary>Why a segment is fetched, the most urgent reason first.</summary>
internal enum Urgency
{
    /// <summary>A reader waits for it.</summary>
    Waited,

    /// <summary>It will be read soon.</summary>
    Expected,

    /// <summary>The copy is to be complete.</summary>
    Background,
}
