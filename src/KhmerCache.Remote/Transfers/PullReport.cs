namespace KhmerCache.Remote.Transfers;

/// <summary>What a pull did.</summary>
/// <param name="Snapshots">Snapshots that it took in.</param>
/// <param name="Segments">Segments that were moved.</param>
/// <param name="Markers">Markers of shards that were moved.</param>
/// <param name="Bytes">The bytes of both.</param>
/// <param name="AlreadyThere">Segments that the cache had already.</param>
/// <param name="TotalImages">How many images the cache shows now.</param>
/// <param name="ContentDigest">What it shows; empty where there is no cache.</param>
/// <param name="Diagnostics">What was refused, and why: an error for each object that is damaged or missing.</param>
public sealed record PullReport(
    int Snapshots, int Segments, int Markers, long Bytes, int AlreadyThere, long TotalImages, string ContentDigest, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether something is missing that was asked for.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>The objects that were refused, by name.</summary>
    internal IReadOnlySet<string> Damaged { get; init; } = new HashSet<string>();
}
