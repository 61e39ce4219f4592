using System.Collections.Concurrent;
using KhmerCache.Remote.Stores;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Transfers;

/// <summary>
/// Puts what a cache has and a remote cache lacks. A segment is compared with its name before it is sent, so that damage does not spread; the snapshot comes last, when all that it names
/// is there. Several may push at once: objects are named by what they hold.
/// </summary>
public sealed class RemotePush
{
    /// <summary>How often what somebody took away meanwhile is put again.</summary>
    private const int MostRounds = 3;

    /// <summary>A snapshot that is pushed again after this time is put anew: its age is that of the last push, so that what is in use is not dropped by age.</summary>
    private static readonly TimeSpan RenewedAfter = TimeSpan.FromDays(1);

    private readonly IObjectStore _store;
    private readonly CacheFolder _folder;
    private readonly TransferOptions _options;
    private readonly TransferCount _count;
    private readonly ConcurrentDictionary<string, Diagnostic> _faults = new(StringComparer.Ordinal);
    private int _markers;

    internal RemotePush(IObjectStore store, CacheFolder folder, TransferOptions options, IProgress<TransferProgress>? progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1, nameof(options));
        (_store, _folder, _options, _count) = (store, folder, options, new TransferCount(progress));
    }

    /// <summary>Makes a remote cache have all that a cache folder shows.</summary>
    /// <param name="remote">The remote cache; a bucket or a container has to be there.</param>
    /// <param name="cacheDirectory">The cache folder.</param>
    /// <param name="options">How; null for eight objects at a time.</param>
    /// <param name="progress">Is told how far it has come; null for silence.</param>
    /// <param name="cancellationToken">Ends the transfer; what has arrived by then is not moved again by the next push.</param>
    /// <returns>What was moved, and which segments were not, because they are damaged here; then there is no snapshot of the cache.</returns>
    /// <exception cref="KhmerCacheException">
    /// There is no cache in the folder, or it is of an unknown format version; or the store can't be reached or refuses (<see cref="DiagnosticCodes.RemoteNotUsable"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<PushReport> RunAsync(
        RemoteAddress remote, string cacheDirectory, TransferOptions? options = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var store = ObjectStores.Open(remote);
        return await new RemotePush(store, new CacheFolder(cacheDirectory), options ?? new TransferOptions(), progress).RunAsync(inputs: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pushes.</summary>
    /// <param name="inputs">What the plan starts from that the cache was just made complete for; null where nobody knows, and the cache's own records may tell.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<PushReport> RunAsync(string? inputs, CancellationToken cancellationToken)
    {
        _folder.CheckExists();
        var (bytes, manifest) = ReadManifest();
        var sent = new HashSet<string>(StringComparer.Ordinal);
        var alreadyThere = 0;
        IReadOnlyList<string> snapshots = [];
        for (var round = 0; ; round++)
        {
            // In the first round what is missing is sent, in the second one nothing should be missing.
            var parcels = Parcel.Of(_folder, manifest);
            var there = await ListAsync(parcels, cancellationToken).ConfigureAwait(false);
            var missing = parcels.Where(parcel => !IsThere(there, parcel, sent)).ToArray();
            if (round == 0)
            {
                alreadyThere = manifest.Segments.Count - missing.Count(parcel => !parcel.IsMarker);
            }
            else if (missing.Length == 0)
            {
                break;
            }
            else if (round > MostRounds)
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.RemoteNotUsable, $"Somebody keeps deleting what is pushed to {_store.Address}, such as {_store.Address.Of(missing[0].Name)}. Push again when they are done.");
            }

            await SendAsync(missing, there, cancellationToken).ConfigureAwait(false);
            sent.UnionWith(missing.Select(parcel => parcel.Name));
            if (_faults.IsEmpty)
            {
                snapshots = await PutSnapshotsAsync(inputs, bytes, manifest, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var (now, changed) = ReadManifest();
            if (now.AsSpan().SequenceEqual(bytes) || round == MostRounds)
            {
                snapshots = [];
                break;
            }

            // Another process compacted the cache meanwhile, and what was to be sent is gone.
            (bytes, manifest) = (now, changed);
            _faults.Clear();
        }

        return new PushReport(
            _count.Objects - _markers, _markers, _count.Bytes, alreadyThere, snapshots, manifest.TotalImages, manifest.ContentDigest,
            [.. _faults.OrderBy(fault => fault.Key, StringComparer.Ordinal).Select(fault => fault.Value)]);
    }

    private async Task<Dictionary<string, long>> ListAsync(IReadOnlyList<Parcel> parcels, CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var prefix in parcels.Any(parcel => parcel.IsMarker) ? new[] { RemoteLayout.Segments, RemoteLayout.Markers } : [RemoteLayout.Segments])
        {
            await foreach (var found in _store.ListAsync(prefix, cancellationToken))
            {
                lengths[found.Name] = found.Length;
            }
        }

        return lengths;
    }

    // What has another length is damaged.
    private bool IsThere(Dictionary<string, long> there, Parcel parcel, HashSet<string> sent)
    {
        var isDistrusted = (_options.Replace || _options.Damaged.Contains(parcel.Name)) && !sent.Contains(parcel.Name);
        return there.TryGetValue(parcel.Name, out var length) && length == parcel.Bytes && !isDistrusted;
    }

    // Kind by kind, and masks first: a line is never there before what it is drawn with.
    private async Task SendAsync(Parcel[] parcels, Dictionary<string, long> there, CancellationToken cancellationToken)
    {
        _count.Expect(parcels.Length, parcels.Sum(parcel => parcel.Bytes));
        foreach (var kind in parcels.GroupBy(parcel => parcel.Kind))
        {
            await Parallel.ForEachAsync(
                kind,
                new ParallelOptions { MaxDegreeOfParallelism = _options.Jobs, CancellationToken = cancellationToken },
                async (parcel, cancelled) => await SendAsync(parcel, there.ContainsKey(parcel.Name), cancelled).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(Parcel parcel, bool isDamagedThere, CancellationToken cancellationToken)
    {
        if (Open(parcel.Path) is not { } file)
        {
            return;
        }

        await using (file.ConfigureAwait(false))
        {
            if (RemoteLayout.HashOf(file) != RemoteLayout.DigestIn(parcel.Name))
            {
                var remedy = parcel.IsMarker ? "'khmercache validate --repair' deletes it; run its shard again" : "Run 'khmercache pregenerate' to render what it held";
                _faults[parcel.Path] = new Diagnostic(
                    DiagnosticSeverity.Error, DiagnosticCodes.Damaged, $"The {(parcel.IsMarker ? "marker of a shard" : "segment")} is damaged, and was not pushed. {remedy}, and push again.", parcel.Path);
                return;
            }

            if (isDamagedThere)
            {
                await _store.DeleteAsync(parcel.Name, cancellationToken).ConfigureAwait(false);
            }

            file.Position = 0;
            await _store.PutIfAbsentAsync(parcel.Name, file, cancellationToken).ConfigureAwait(false);
            _count.Moved(parcel.Bytes);
            if (parcel.IsMarker)
            {
                Interlocked.Increment(ref _markers);
            }
        }
    }

    private FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _faults[path] = SegmentError.From(exception, path).Diagnostic;
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> PutSnapshotsAsync(string? inputs, byte[] bytes, Manifest manifest, CancellationToken cancellationToken)
    {
        string[] names = [.. (inputs is null ? PlansOf(manifest) : [inputs]).Select(id => RemoteLayout.OfSnapshot(id, bytes))];
        foreach (var name in names)
        {
            if (await _store.HeadAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
            {
                if (found.Length == bytes.Length && DateTimeOffset.UtcNow - found.LastModified < RenewedAfter && !_options.Replace && !_options.Damaged.Contains(name))
                {
                    continue;
                }

                await _store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
            }

            using var content = new MemoryStream(bytes, writable: false);
            await _store.PutIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false);
        }

        return names;
    }

    /// <summary>The plans that the cache is complete for, as its records tell; the content digest where there is none.</summary>
    private string[] PlansOf(Manifest manifest)
    {
        string[] plans =
        [
            .. PlanRecords.ReadAll(_folder).Where(known => known.Plan.Facts.ContentDigest == manifest.ContentDigest).Select(known => known.Plan.Facts.Inputs)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return plans.Length > 0 ? plans : [manifest.ContentDigest];
    }

    /// <summary>The bytes of the manifest; made again where it is lost, and without what is only of this folder and this moment.</summary>
    private (byte[] Bytes, Manifest Manifest) ReadManifest()
    {
        var manifest = Manifest.Read(_folder) ?? new CacheWriter(_folder).Commit();
        return manifest.Retired is null && File.ReadAllBytes(_folder.ManifestPath) is var bytes && Manifest.Parse(bytes, _folder.ManifestPath) is { Retired: null } whole
            ? (bytes, whole)
            : ((manifest with { Retired = null }).ToJson(), manifest with { Retired = null });
    }
}
