namespace KhmerCache.Remote.Cleaning;

/// <summary>What was dropped from a remote cache, or would be.</summary>
/// <param name="Snapshots">Snapshots that went.</param>
/// <param name="Segments">Segments that went.</param>
/// <param name="Markers">Markers of shards that went.</param>
/// <param name="Bytes">The bytes of all of them.</param>
/// <param name="KeptSnapshots">Snapshots that stay.</param>
/// <param name="KeptSegments">Segments that stay.</param>
/// <param name="KeptBytes">The bytes of all that stays.</param>
public sealed record RemoteCleaningReport(int Snapshots, int Segments, int Markers, long Bytes, int KeptSnapshots, int KeptSegments, long KeptBytes);
