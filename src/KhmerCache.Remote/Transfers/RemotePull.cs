using System.Collections.Concurrent;
using KhmerCache.Remote.Stores;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Transfers;

/// <summary>
/// Brings what a remote cache has and a cache folder lacks. Every byte is compared with the SHA-256 in its name before it counts, and what is there already is not moved. A pull that was
/// cut off has lost nothing: the next one goes on.
/// </summary>
public sealed class RemotePull
{
    private readonly IObjectStore _store;
    private readonly CacheFolder _folder;
    private readonly TransferOptions _options;
    private readonly TransferCount _count;
    private readonly CacheWriter _writer;
    private readonly ConcurrentDictionary<string, Diagnostic> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Diagnostic> _warnings = [];

    internal RemotePull(IObjectStore store, CacheFolder folder, TransferOptions options, IProgress<TransferProgress>? progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1, nameof(options));
        (_store, _folder, _options, _count, _writer) = (store, folder, options, new TransferCount(progress), new CacheWriter(folder));
    }

    /// <summary>Makes a cache folder have all that a remote cache has, or one of its snapshots.</summary>
    /// <param name="remote">The remote cache.</param>
    /// <param name="cacheDirectory">The cache folder; made if it is missing. An empty one comes to have the very files of a snapshot.</param>
    /// <param name="options">How; null for all snapshots, eight objects at a time.</param>
    /// <param name="progress">Is told how far it has come; null for silence.</param>
    /// <param name="cancellationToken">Ends the transfer; what has arrived by then stays, and is shown once a pull or a pregeneration is complete.</param>
    /// <returns>What was moved, and what was refused: a damaged object is named there, and all others arrive.</returns>
    /// <exception cref="KhmerCacheException">
    /// The store can't be reached, refuses, or has no cache at this address (<see cref="DiagnosticCodes.RemoteNotUsable"/>); there is no such snapshot; or the folder can't be written to or is of an unknown format version.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<PullReport> RunAsync(
        RemoteAddress remote, string cacheDirectory, TransferOptions? options = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var store = ObjectStores.Open(remote);
        var pull = new RemotePull(store, new CacheFolder(cacheDirectory), options ?? new TransferOptions(), progress);
        return await pull.RunAsync(options?.Snapshot is { } name ? SnapshotChoice.Named(name) : SnapshotChoice.All, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pulls the snapshots that are chosen.</summary>
    internal async Task<PullReport> RunAsync(SnapshotChoice choice, CancellationToken cancellationToken)
    {
        var local = Manifest.Read(_folder);
        var snapshots = await choice.ReadAsync(new SnapshotReader(_store, _options.Jobs), _store.Address, Refuse, cancellationToken).ConfigureAwait(false);
        var wanted = snapshots.SelectMany(snapshot => snapshot.Manifest.Segments).GroupBy(segment => segment.File, StringComparer.Ordinal)
            .ToDictionary(segment => segment.Key, segment => segment.Max(told => told.Bytes), StringComparer.Ordinal);
        _folder.DeleteRemoteCopy();
        var present = _folder.ListSegments();
        var isNew = local is null && present.All(wanted.ContainsKey);
        var intact = SegmentTrust.Sort(_folder, local, present.Where(wanted.ContainsKey), isWhole: false)[true].ToHashSet(StringComparer.Ordinal);
        var missing = wanted.Where(segment => !intact.Contains(segment.Key)).OrderBy(segment => segment.Key, StringComparer.Ordinal).ToArray();
        _count.Expect(missing.Length, missing.Sum(segment => segment.Value));
        if (missing.Length > 0)
        {
            _folder.CheckWritable(cancellationToken);
            _folder.DeleteTemporaryFiles();
        }

        var arrival = new SegmentArrival(_store, _writer);

        // Masks first: a line is never there before what it is drawn with.
        foreach (var kind in missing.ToLookup(segment => CacheFolder.IsLines(segment.Key)).OrderBy(kind => kind.Key))
        {
            var kindOf = kind.Select(segment => (Name: RemoteLayout.OfSegment(segment.Key), Take: (Func<CancellationToken, long>)(cancelled => arrival.Take(segment.Key, segment.Value, cancelled))));
            await TakeAsync(kindOf, cancellationToken).ConfigureAwait(false);
        }

        var arrived = wanted.Keys.Where(segment => !_refused.ContainsKey(RemoteLayout.OfSegment(segment))).ToHashSet(StringComparer.Ordinal);
        if (arrived.Count > 0 && !arrived.IsSubsetOf(local?.Segments.Select(segment => segment.File) ?? []))
        {
            var isWhole = arrived.Count == wanted.Count;
            (local, var isTrue) = PulledManifest.Commit(_folder, _writer, snapshots, isWhole, isNew);
            if (!isTrue)
            {
                Refuse(snapshots[0].Place, RemoteError.NoSnapshot(_store.Address, snapshots[0].Place.Object.Name, $"its segments show {local.TotalImages} images with the content digest {local.ContentDigest}, and it tells of others"));
            }
        }

        var segments = _count.Objects;
        if (choice.HasMarkers)
        {
            await TakeMarkersAsync(cancellationToken).ConfigureAwait(false);
        }

        return new PullReport(
            snapshots.Count, segments, _count.Objects - segments, _count.Bytes, intact.Count, local?.TotalImages ?? 0, local?.ContentDigest ?? "",
            [.. _warnings, .. _refused.OrderBy(refused => refused.Key, StringComparer.Ordinal).Select(refused => refused.Value)])
        {
            Damaged = _refused.Keys.ToHashSet(StringComparer.Ordinal),
        };
    }

    // A marker says that a shard is complete, so it comes when that is here.
    private async Task TakeMarkersAsync(CancellationToken cancellationToken)
    {
        var markers = new List<StoredObject>();
        await foreach (var found in _store.ListAsync(RemoteLayout.Markers, cancellationToken))
        {
            if (RemoteLayout.IsMarker(found.Name) && !_folder.IsIntact(found.Name))
            {
                markers.Add(found);
            }
        }

        _count.Expect(markers.Count, markers.Sum(marker => marker.Length));
        var arrival = new SegmentArrival(_store, _writer);
        await TakeAsync(
            markers.Select(marker => (marker.Name, (Func<CancellationToken, long>)(cancelled => arrival.TakeMarker(marker.Name, cancelled)))), cancellationToken).ConfigureAwait(false);
    }

    private Task TakeAsync(IEnumerable<(string Name, Func<CancellationToken, long> Take)> objects, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(objects, new ParallelOptions { MaxDegreeOfParallelism = _options.Jobs, CancellationToken = cancellationToken }, (found, cancelled) =>
        {
            try
            {
                _count.Moved(found.Take(cancelled));
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.RemoteDamaged)
            {
                _refused[found.Name] = exception.Diagnostic;
            }

            return ValueTask.CompletedTask;
        });

    // What a later version of the program has pushed is no fault of anybody's.
    private void Refuse(SnapshotPlace place, KhmerCacheException exception)
    {
        if (exception.Diagnostic.Code == DiagnosticCodes.RemoteDamaged)
        {
            _refused[place.Object.Name] = exception.Diagnostic;
        }
        else
        {
            _warnings.Enqueue(exception.Diagnostic with { Severity = DiagnosticSeverity.Warning });
        }
    }
}
