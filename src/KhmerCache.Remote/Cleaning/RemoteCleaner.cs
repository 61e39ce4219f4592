using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Cleaning;

/// <summary>
/// Drops what nobody needs any more from a remote cache: snapshots by age or recipe, and then the segments that none of the others names. What was put there lately stays, since
/// the snapshot that names it may be on its way. A push looks whether all is there once its snapshot is, and puts again what went before.
/// </summary>
public sealed class RemoteCleaner
{
    private readonly IObjectStore _store;
    private readonly RemoteCleaningOptions _options;
    private readonly SnapshotReader _reader;
    private readonly DateTimeOffset _now;

    internal RemoteCleaner(IObjectStore store, RemoteCleaningOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1, nameof(options));
        (_store, _options, _reader, _now) = (store, options, new SnapshotReader(store, options.Jobs), DateTimeOffset.UtcNow);
    }

    /// <summary>Drops it, or tells what would be dropped.</summary>
    /// <param name="remote">The remote cache.</param>
    /// <param name="options">What to drop.</param>
    /// <param name="cancellationToken">Ends the work; what is left is sound.</param>
    /// <exception cref="KhmerCacheException">
    /// The store can't be reached or refuses (<see cref="DiagnosticCodes.RemoteNotUsable"/>); or a snapshot that stays can't be read, so that nobody knows what it names: nothing is dropped then.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<RemoteCleaningReport> RunAsync(RemoteAddress remote, RemoteCleaningOptions options, CancellationToken cancellationToken = default)
    {
        using var store = ObjectStores.Open(remote);
        return await new RemoteCleaner(store, options).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>See <see cref="RunAsync(RemoteAddress, RemoteCleaningOptions, CancellationToken)"/>.</summary>
    internal async Task<RemoteCleaningReport> RunAsync(CancellationToken cancellationToken)
    {
        // What is listed before the snapshots are is named by one of them, or has none yet.
        var segments = await ListAsync(RemoteLayout.Segments, name => RemoteLayout.SegmentOf(name) is not null, cancellationToken).ConfigureAwait(false);
        var markers = await ListAsync(RemoteLayout.Markers, RemoteLayout.IsMarker, cancellationToken).ConfigureAwait(false);
        var (dropped, kept) = await SortAsync(cancellationToken).ConfigureAwait(false);
        var oldMarkers = markers.Where(marker => IsOlderThan(marker, _options.MaxAge)).ToArray();
        var named = NamesIn(kept);
        var unnamed = segments.Where(segment => IsOlderThan(segment, _options.Grace) && !named.Contains(segment.Name)).ToArray();
        if (!_options.IsDryRun)
        {
            // Snapshots first: what they name may go once they don't tell anybody of it.
            await DeleteAsync([.. dropped, .. oldMarkers], cancellationToken).ConfigureAwait(false);
            (_, kept) = unnamed.Length > 0 ? await SortAsync(cancellationToken).ConfigureAwait(false) : ([], kept);
            named = NamesIn(kept);
            unnamed = [.. unnamed.Where(segment => !named.Contains(segment.Name))];
            await DeleteAsync(unnamed, cancellationToken).ConfigureAwait(false);
        }

        StoredObject[] gone = [.. dropped, .. unnamed, .. oldMarkers];
        var all = segments.Concat(markers).Sum(found => found.Length) + dropped.Sum(found => found.Length) + kept.Sum(snapshot => snapshot.Place.Object.Length);
        var bytes = gone.Sum(found => found.Length);
        return new RemoteCleaningReport(dropped.Count, unnamed.Length, oldMarkers.Length, bytes, kept.Count, segments.Count - unnamed.Length, all - bytes);
    }

    private static HashSet<string> NamesIn(IEnumerable<Snapshot> snapshots) =>
        snapshots.SelectMany(snapshot => snapshot.Manifest.Segments).Select(segment => RemoteLayout.OfSegment(segment.File)).ToHashSet(StringComparer.Ordinal);

    private async Task<(IReadOnlyList<StoredObject> Dropped, IReadOnlyList<Snapshot> Kept)> SortAsync(CancellationToken cancellationToken)
    {
        var places = (await _reader.ListAsync(id: null, cancellationToken).ConfigureAwait(false)).ToLookup(place => IsOlderThan(place.Object, _options.MaxAge));

        // One that can't be read might name anything.
        var read = await _reader.ReadAsync([.. places[false]], (_, exception) => throw new KhmerCacheException(exception.Diagnostic), cancellationToken).ConfigureAwait(false);
        var young = read.ToLookup(snapshot => snapshot.Manifest.Recipes.Any(IsNamed));
        return ([.. places[true].Select(place => place.Object), .. young[true].Select(snapshot => snapshot.Place.Object)], [.. young[false]]);
    }

    private bool IsNamed(ManifestRecipe recipe) => _options.Recipes.Any(name => recipe.Recipe.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private bool IsOlderThan(StoredObject found, TimeSpan? age) => _now - found.LastModified > age;

    private async Task<List<StoredObject>> ListAsync(string prefix, Func<string, bool> isOurs, CancellationToken cancellationToken)
    {
        var objects = new List<StoredObject>();
        await foreach (var found in _store.ListAsync(prefix, cancellationToken))
        {
            if (isOurs(found.Name))
            {
                objects.Add(found);
            }
        }

        return objects;
    }

    private Task DeleteAsync(IReadOnlyList<StoredObject> objects, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        objects,
        new ParallelOptions { MaxDegreeOfParallelism = _options.Jobs, CancellationToken = cancellationToken },
        async (found, cancelled) => await _store.DeleteAsync(found.Name, cancelled).ConfigureAwait(false));
}
