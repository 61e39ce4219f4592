using KhmerCache.Storage;

namespace KhmerCache.Remote.Transfers;

/// <summary>A file of a cache that a remote cache is to have.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct Parcel(SegmentKind Kind, string Name, string Path, long Bytes)
{
    /// <summary>Whether it is the marker of a shard, and no segment.</summary>
    public bool IsMarker => Kind == SegmentKind.Shards;

    /// <summary>All that a cache shows, and the markers of shards: masks, lines that they show, and what says that these are complete.</summary>
    public static IReadOnlyList<Parcel> Of(CacheFolder folder, Manifest manifest) =>
    [
        .. manifest.Segments.Where(segment => !CacheFolder.IsLines(segment.File)).Select(segment => Of(folder, SegmentKind.Glyphs, RemoteLayout.OfSegment(segment.File), segment)),
        .. manifest.Segments.Where(segment => CacheFolder.IsLines(segment.File)).Select(segment => Of(folder, SegmentKind.Lines, RemoteLayout.OfSegment(segment.File), segment)),
        .. folder.ListSegments(SegmentKind.Shards).Select(marker => new Parcel(SegmentKind.Shards, marker, folder.PathOf(marker), LengthOf(folder.PathOf(marker)))),
    ];

    // The manifest tells of no length where the segment was found damaged once, and it may be intact again.
    private static Parcel Of(CacheFolder folder, SegmentKind kind, string name, ManifestSegment segment) =>
        new(kind, name, folder.PathOf(segment.File), segment.Bytes > 0 ? segment.Bytes : LengthOf(folder.PathOf(segment.File)));

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
