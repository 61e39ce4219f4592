using System.Buffers;
using System.Security.Cryptography;
using KhmerCache.Storage;

namespace KhmerCache.Remote;

/// <summary>What the objects of a remote cache are called, below its address: as the files of a cache folder, and the manifests of those that were pushed.</summary>
internal static class RemoteLayout
{
    public const string Segments = "segments/";
    public const string Markers = "shards/";
    public const string Snapshots = "snapshots/";

    private const string SnapshotExtension = ".json";
    private const int HashDigits = 2 * SHA256.HashSizeInBytes;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The object of a segment that the manifest names.</summary>
    public static string OfSegment(string segment) => Segments + segment;

    /// <summary>The segment that an object is; null where it is none, whoever has put it there.</summary>
    public static string? SegmentOf(string name) =>
        name.StartsWith(Segments, StringComparison.Ordinal) && CacheFolder.IsSegment(name[Segments.Length..]) ? name[Segments.Length..] : null;

    /// <summary>The object of a manifest.</summary>
    /// <param name="id">What the cache was complete for: the inputs of a plan, or its content digest.</param>
    /// <param name="manifest">The manifest's bytes.</param>
    public static string OfSnapshot(string id, ReadOnlySpan<byte> manifest) => $"{Snapshots}{id}/{HashOf(manifest)}{SnapshotExtension}";

    /// <summary>Whether an object is a snapshot, and which.</summary>
    public static bool IsSnapshot(string name, out string id, out string sha256)
    {
        var parts = name.Split('/');
        (id, sha256) = parts.Length == 3 ? (parts[1], parts[2].Replace(SnapshotExtension, "", StringComparison.Ordinal)) : ("", "");
        return name == $"{Snapshots}{id}/{sha256}{SnapshotExtension}" && IsHash(id) && IsHash(sha256);
    }

    /// <summary>Whether an object is the marker of a shard.</summary>
    public static bool IsMarker(string name) =>
        name.StartsWith(Markers, StringComparison.Ordinal) && name.EndsWith(SnapshotExtension, StringComparison.Ordinal) && IsHash(name[Markers.Length..^SnapshotExtension.Length]);

    /// <summary>The digest that an object's name promises.</summary>
    public static string DigestIn(string name) => Path.GetFileNameWithoutExtension(name);

    /// <summary>The SHA-256 in the form that names have.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <inheritdoc cref="HashOf(ReadOnlySpan{byte})"/>
    public static string HashOf(Stream bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool IsHash(string text) => text.Length == HashDigits && text.AsSpan().IndexOfAnyExcept(HexDigits) < 0;
}
