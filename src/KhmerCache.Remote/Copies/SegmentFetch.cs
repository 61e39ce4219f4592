using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Copies;

/// <summary>Fetches a segment of a copy. It has its name in the folder once its bytes were compared with it, and not before.</summary>
/// <param name="store">The store.</param>
/// <param name="copy">The copy.</param>
internal sealed class SegmentFetch(IObjectStore store, LocalCopy copy)
{
    /// <summary>The most bytes of a segment whose length nobody tells: Arrow's own limit for what is read at once.</summary>
    private const long MostBytes = int.MaxValue;

    /// <summary>Fetches it, unless it is there by now.</summary>
    /// <returns>False where another process is at it.</returns>
    /// <exception cref="KhmerCacheException">The object is missing or damaged (<see cref="DiagnosticCodes.RemoteDamaged"/>), the store can't be used, or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what had come of it is gone.</exception>
    public async Task<bool> TryRunAsync(string segment, CancellationToken cancellationToken)
    {
        using var intake = SegmentIntake.TryBegin(copy.Folder, segment);
        if (intake is null)
        {
            return false;
        }

        if (copy.IsThere(segment))
        {
            return true;
        }

        var (name, bytes) = (RemoteLayout.OfSegment(segment), copy.BytesOf(segment));
        var found = await intake.TakeAsync(async file =>
        {
            var arriving = new ArrivingStream(file, bytes > 0 ? bytes : MostBytes, () => RemoteError.TooLong(store.Address, name, bytes));
            await using (arriving.ConfigureAwait(false))
            {
                if (!await store.TryReadAsync(name, arriving, cancellationToken).ConfigureAwait(false))
                {
                    throw RemoteError.Missing(store.Address, name);
                }
            }
        }).ConfigureAwait(false);
        return found is null ? true : throw RemoteError.Damaged(store.Address, name, found);
    }
}
