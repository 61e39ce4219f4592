using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>What a merge of shards did.</summary>
/// <param name="Manifest">What the cache is now; null where something was wrong, and it was not brought into its canonical form.</param>
/// <param name="Diagnostics">What was wrong, or what the user should know.</param>
internal sealed record MergeReport(Manifest? Manifest, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>How many shards there were.</summary>
    public int Shards { get; init; }

    /// <summary>The images that they could not make.</summary>
    public long Skipped { get; init; }

    /// <summary>The segments that were taken from other folders.</summary>
    public int Copied { get; init; }
}
