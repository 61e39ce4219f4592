namespace KhmerCache.Remote.Transfers;

/// <summary>Counts what is moved, and tells how far it has come. Safe to use from several threads.</summary>
/// <param name="progress">Is told; null for silence.</param>
internal sealed class TransferCount(IProgress<TransferProgress>? progress)
{
    private readonly Lock _lock = new();
    private TransferProgress _at;

    /// <summary>Objects that were moved.</summary>
    public int Objects => _at.Done;

    /// <summary>Their bytes.</summary>
    public long Bytes => _at.DoneBytes;

    /// <summary>More is to be moved.</summary>
    public void Expect(int objects, long bytes)
    {
        if (objects > 0)
        {
            Tell(_at with { Total = _at.Total + objects, TotalBytes = _at.TotalBytes + bytes });
        }
    }

    /// <summary>An object was moved.</summary>
    public void Moved(long bytes)
    {
        lock (_lock)
        {
            Tell(_at with { Done = _at.Done + 1, DoneBytes = _at.DoneBytes + bytes });
        }
    }

    private void Tell(TransferProgress at)
    {
        _at = at;
        progress?.Report(at);
    }
}
