using System.Collections.Concurrent;
using KhmerCache.Remote.Stores;
using KhmerCache.Storage;
using KhmerCache.Storage.Packing;

namespace KhmerCache.Remote.Transfers;

/// <summary>Lists and reads the snapshots of a remote cache.</summary>
/// <param name="store">The store.</param>
/// <param name="jobs">How many are read at a time.</param>
internal sealed class SnapshotReader(IObjectStore store, int jobs)
{
    /// <summary>The most bytes a manifest has: that of a million segments.</summary>
    private const long MostBytes = 1L << 28;

    /// <summary>All snapshots, or those of an id, the newest first.</summary>
    public async Task<IReadOnlyList<SnapshotPlace>> ListAsync(string? id, CancellationToken cancellationToken)
    {
        var places = new List<SnapshotPlace>();
        await foreach (var found in store.ListAsync(RemoteLayout.Snapshots + (id is null ? "" : id + "/"), cancellationToken))
        {
            if (RemoteLayout.IsSnapshot(found.Name, out var snapshot, out var sha256))
            {
                places.Add(new SnapshotPlace(found, snapshot, sha256));
            }
        }

        return [.. places.OrderByDescending(place => place.Object.LastModified).ThenBy(place => place.Object.Name, StringComparer.Ordinal)];
    }

    /// <summary>Reads snapshots, in their order.</summary>
    /// <param name="places">Which.</param>
    /// <param name="refuse">Is told of one that can't be used, and goes on without it; or throws.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<Snapshot>> ReadAsync(IReadOnlyList<SnapshotPlace> places, Action<SnapshotPlace, KhmerCacheException> refuse, CancellationToken cancellationToken)
    {
        var read = new ConcurrentDictionary<string, Snapshot>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(places, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken }, async (place, cancelled) =>
        {
            try
            {
                read[place.Object.Name] = await ReadAsync(place, cancelled).ConfigureAwait(false);
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.Code != DiagnosticCodes.RemoteNotUsable)
            {
                refuse(place, exception);
            }
        }).ConfigureAwait(false);
        return [.. places.Where(place => read.ContainsKey(place.Object.Name)).Select(place => read[place.Object.Name])];
    }

    private async Task<Snapshot> ReadAsync(SnapshotPlace place, CancellationToken cancellationToken)
    {
        var name = place.Object.Name;
        using var buffer = new MemoryStream();
        var bounded = new ArrivingStream(buffer, MostBytes, () => RemoteError.TooLong(store.Address, name, MostBytes));
        await using (bounded.ConfigureAwait(false))
        {
            if (!await store.TryReadAsync(name, bounded, cancellationToken).ConfigureAwait(false))
            {
                throw RemoteError.Missing(store.Address, name);
            }
        }

        var bytes = buffer.ToArray();
        if (RemoteLayout.HashOf(bytes) is var found && found != place.Sha256)
        {
            throw RemoteError.Damaged(store.Address, name, found);
        }

        // Names lead to files and objects: one that is not the name of a segment may lead anywhere.
        var manifest = Manifest.Parse(bytes, store.Address.Of(name)) ?? throw RemoteError.NoSnapshot(store.Address, name, "it is no manifest of a cache");
        return manifest.Segments.FirstOrDefault(segment => !CacheFolder.IsSegment(segment.File)) is { } foreign
            ? throw RemoteError.NoSnapshot(store.Address, name, $"it names '{PackedName.Printable(foreign.File)}', which is not the name of a segment")
            : new Snapshot(place, bytes, manifest);
    }
}
