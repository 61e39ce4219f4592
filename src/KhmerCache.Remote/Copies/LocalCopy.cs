using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Copies;

/// <summary>
/// A folder that is, or is to become, a copy of a snapshot. The manifest is there only while all that it names is; <see cref="RemoteCopy"/> beside it tells what the folder is a copy of.
/// All changes happen under the folder's lock, and never to a cache that somebody has changed.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="remote">The address of the remote cache.</param>
/// <param name="snapshot">What it is to be a copy of.</param>
/// <param name="known">The digests of all manifests that are on the store: a folder that has one of them is a copy, whoever has made it.</param>
internal sealed class LocalCopy(CacheFolder folder, RemoteAddress remote, Snapshot snapshot, IReadOnlySet<string> known)
{
    private readonly Dictionary<string, ManifestSegment> _segments = snapshot.Manifest.Segments.ToDictionary(segment => segment.File, StringComparer.Ordinal);

    public CacheFolder Folder => folder;

    public Manifest Manifest => snapshot.Manifest;

    /// <summary>The bytes of all segments.</summary>
    public long Bytes => _segments.Values.Sum(segment => segment.Bytes);

    /// <summary>Whether all is there and the manifest as well, so that the folder is a cache like any other.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The manifest of a folder that has all segments that it names; null where there is none, or one is missing.</summary>
    /// <exception cref="KhmerCacheException">It is of another format version, or can't be read.</exception>
    public static Manifest? ReadComplete(CacheFolder folder) =>
        Manifest.Read(folder) is { } manifest && manifest.Segments.All(segment => IsThere(folder, segment)) ? manifest : null;

    /// <summary>Whether a segment lies in the folder with the length that it is to have.</summary>
    public bool IsThere(string segment) => IsThere(folder, _segments[segment]);

    /// <summary>The length that a segment is to have; 0 where that is not told.</summary>
    public long BytesOf(string segment) => _segments[segment].Bytes;

    /// <summary>Makes the folder one for this copy. An older copy in it stays whole until this one is.</summary>
    /// <param name="maxBytes">The most bytes that the folder may have; 0 for no limit.</param>
    /// <exception cref="KhmerCacheException">The folder holds a cache of its own, can't be written to, or has not enough room for what has to be there.</exception>
    public void Begin(long maxBytes)
    {
        var isTooLarge = maxBytes > 0 && Bytes > maxBytes;
        if (isTooLarge)
        {
            CheckRoom(maxBytes);
        }

        if (!isTooLarge && IsWhole(DigestOfManifest()))
        {
            // Nothing is written, so that a folder will do that nobody may write to.
            IsComplete = true;
            return;
        }

        using var held = folder.Lock();
        var told = RemoteCopy.Read(folder);
        var digest = DigestOfManifest();
        var isOwn = digest is null
            ? told is not null || folder.ListSegments().All(_segments.ContainsKey)
            : digest == told?.Complete || told?.Snapshot.EndsWith($"/{digest}.json", StringComparison.Ordinal) == true || known.Contains(digest);
        if (!isOwn)
        {
            throw Foreign(told);
        }

        IsComplete = !isTooLarge && IsWhole(digest);
        var state = StateWith(digest);
        if (state != told)
        {
            folder.WriteRemoteCopy(state);
        }

        if (!IsComplete && digest is not null && (isTooLarge || digest == snapshot.Place.Sha256))
        {
            folder.DeleteManifest();
        }

        folder.DeleteTemporaryFiles();
    }

    /// <summary>Gives the folder its manifest, if all is there, and drops what an older copy had and this one has not.</summary>
    /// <returns>Whether the copy is complete.</returns>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public bool TryComplete()
    {
        using var held = folder.Lock();
        if (!IsOwn(out var digest) || !_segments.Values.All(segment => IsThere(folder, segment)))
        {
            return false;
        }

        if (digest != snapshot.Place.Sha256)
        {
            folder.WriteManifest(snapshot.Bytes);
            folder.WriteRemoteCopy(StateWith(snapshot.Place.Sha256));
            foreach (var segment in folder.ListSegments().Where(segment => !_segments.ContainsKey(segment)))
            {
                folder.Delete(segment);
            }
        }

        return IsComplete = true;
    }

    /// <summary>Whether the folder may be made smaller: nobody has made it a cache of its own, or another copy. The caller holds its lock.</summary>
    public bool IsOwn() => IsOwn(out _);

    private bool IsOwn(out string? digest)
    {
        digest = DigestOfManifest();
        return RemoteCopy.Read(folder) is { } told && told.Snapshot == snapshot.Place.Object.Name && (digest is null || digest == told.Complete || digest == snapshot.Place.Sha256);
    }

    private bool IsWhole(string? digest) => digest == snapshot.Place.Sha256 && _segments.Values.All(segment => IsThere(folder, segment));

    private RemoteCopy StateWith(string? complete) => new()
    {
        Remote = remote.ToString(),
        Snapshot = snapshot.Place.Object.Name,
        ContentDigest = snapshot.Manifest.ContentDigest,
        Segments = _segments.Count,
        Bytes = Bytes,
        Complete = complete,
    };

    // What lines are drawn with has to stay, and the largest segment has to have room beside it.
    private void CheckRoom(long maxBytes)
    {
        var glyphs = _segments.Values.Where(segment => !CacheFolder.IsLines(segment.File)).Sum(segment => segment.Bytes);
        var largest = _segments.Values.Where(segment => CacheFolder.IsLines(segment.File)).Select(segment => segment.Bytes).DefaultIfEmpty(0).Max();
        if (glyphs + largest > maxBytes)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration,
                $"{nameof(RemoteCacheOptions.MaxLocalBytes)} is {maxBytes}, and the cache at {remote} needs {glyphs + largest} at least: {glyphs} for glyphs, {largest} for its largest segment of lines.");
        }
    }

    private string? DigestOfManifest()
    {
        try
        {
            return RemoteLayout.HashOf(File.ReadAllBytes(folder.ManifestPath));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(DiagnosticCodes.NoCache, $"The manifest can't be read: {exception.Message}", folder.ManifestPath, innerException: exception);
        }
    }

    private KhmerCacheException Foreign(RemoteCopy? told) => new(
        DiagnosticCodes.Configuration,
        told is null
            ? $"The folder holds a cache of its own, and no copy of {remote}. Choose another one, or clear it; 'khmercache pull' adds a remote cache to it."
            : $"The folder was a copy of {told.Remote}, and somebody has added to it since. Choose another one for {remote}, or push what is new and clear it.",
        folder.Directory);

    private static bool IsThere(CacheFolder folder, ManifestSegment segment) =>
        new FileInfo(folder.PathOf(segment.File)) is { Exists: true } file && (segment.Bytes == 0 || file.Length == segment.Bytes);
}
