namespace KhmerCache.Remote.Transfers;

/// <summary>What a push did.</summary>
/// <param name="Segments">Segments that were moved.</param>
/// <param name="Markers">Markers of shards that were moved.</param>
/// <param name="Bytes">The bytes of both.</param>
/// <param name="AlreadyThere">Segments that were there already.</param>
/// <param name="Snapshots">The names of the snapshots that tell of the cache; empty where a segment is damaged, since a snapshot tells of whole caches only.</param>
/// <param name="TotalImages">How many images the cache shows.</param>
/// <param name="ContentDigest">What it shows.</param>
/// <param name="Diagnostics">What was not moved, and why: an error for each segment that is damaged or missing here.</param>
public sealed record PushReport(
    int Segments, int Markers, long Bytes, int AlreadyThere, IReadOnlyList<string> Snapshots, long TotalImages, string ContentDigest, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether the cache is not there as a whole.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
