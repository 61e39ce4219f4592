using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Transfers;

namespace KhmerCache.Remote.Copies;

/// <summary>Finds the snapshot that a reader asks for.</summary>
internal static class WantedSnapshot
{
    /// <summary>Reads it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">A content digest, or a plan or a digest in the name of a snapshot; null for the newest.</param>
    /// <returns>The snapshot, and the digests of all manifests that are on the store.</returns>
    /// <exception cref="KhmerCacheException">There is none, it is damaged, or the store can't be used.</exception>
    public static async Task<(Snapshot Snapshot, IReadOnlySet<string> Known)> ReadAsync(IObjectStore store, string? name)
    {
        var reader = new SnapshotReader(store, jobs: 1);
        var places = await reader.ListAsync(id: null, CancellationToken.None).ConfigureAwait(false);
        if (places.Count == 0)
        {
            throw RemoteError.Empty(store.Address);
        }

        var known = places.Select(place => place.Sha256).ToHashSet(StringComparer.Ordinal);
        var named = name is null ? places : places.Where(place => place.Id == name || place.Sha256 == name);
        foreach (var place in named)
        {
            return (await ReadAsync(reader, place).ConfigureAwait(false), known);
        }

        foreach (var place in places)
        {
            if (await ReadAsync(reader, place).ConfigureAwait(false) is var snapshot && snapshot.Manifest.ContentDigest == name)
            {
                return (snapshot, known);
            }
        }

        throw new KhmerCacheException(
            DiagnosticCodes.Configuration,
            $"There is no snapshot '{name}' at {store.Address}; there are {places.Count}, the newest is {places[0].Object.Name}. Name one by the content digest that it shows, or by the plan or the digest in its name.");
    }

    private static async Task<Snapshot> ReadAsync(SnapshotReader reader, SnapshotPlace place) =>
        (await reader.ReadAsync([place], (_, exception) => throw exception, CancellationToken.None).ConfigureAwait(false))[0];
}
