using KhmerCache.Remote.Stores;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Transfers;

/// <summary>Brings an object of a remote cache into a cache folder. It has its name there once its bytes were compared with it, and not before.</summary>
/// <param name="store">The store.</param>
/// <param name="writer">Writes to the cache.</param>
internal sealed class SegmentArrival(IObjectStore store, CacheWriter writer)
{
    /// <summary>The most bytes of a segment whose length nobody tells: Arrow's own limit for what is read at once.</summary>
    private const long MostBytes = int.MaxValue;

    /// <summary>The most bytes of a marker, which names corpora and fonts.</summary>
    private const long MostMarkerBytes = 1L << 26;

    /// <summary>Brings the marker of a shard that is complete.</summary>
    /// <param name="marker">The object, which is called as its file.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="KhmerCacheException">As for <see cref="Take"/>.</exception>
    public long TakeMarker(string marker, CancellationToken cancellationToken)
    {
        var length = 0L;
        writer.WriteCopy(SegmentKind.Shards, output =>
        {
            Receive(marker, output, MostMarkerBytes, cancellationToken);
            length = output.Length;
        });
        return length;
    }

    /// <summary>Brings a segment.</summary>
    /// <param name="segment">The segment, as manifests name it.</param>
    /// <param name="bytes">Its length; 0 where that is not told.</param>
    /// <param name="cancellationToken">Ends the transfer; the segment is then not there.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="KhmerCacheException">The object is missing or damaged (<see cref="DiagnosticCodes.RemoteDamaged"/>), the store can't be used, or the folder can't be written to.</exception>
    public long Take(string segment, long bytes, CancellationToken cancellationToken)
    {
        var length = 0L;
        writer.WriteCopy(CacheFolder.IsLines(segment) ? SegmentKind.Lines : SegmentKind.Glyphs, output =>
        {
            Receive(RemoteLayout.OfSegment(segment), output, bytes > 0 ? bytes : MostBytes, cancellationToken);
            length = output.Length;
        });
        return length;
    }

    private void Receive(string name, Stream output, long limit, CancellationToken cancellationToken)
    {
        var arriving = new ArrivingStream(output, limit, () => RemoteError.TooLong(store.Address, name, limit));

        // A folder publishes within a call, and each transfer has a thread of its own.
        if (!store.TryReadAsync(name, arriving, cancellationToken).GetAwaiter().GetResult())
        {
            throw RemoteError.Missing(store.Address, name);
        }

        output.Position = 0;
        if (RemoteLayout.HashOf(output) is var found && found != RemoteLayout.DigestIn(name))
        {
            throw RemoteError.Damaged(store.Address, name, found);
        }
    }
}
