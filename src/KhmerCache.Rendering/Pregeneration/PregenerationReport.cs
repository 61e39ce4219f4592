using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a pregeneration did.</summary>
/// <param name="Planned">Images that the corpora and fonts ask for.</param>
/// <param name="Rendered">Images that were made now.</param>
/// <param name="Cached">Images that were in the cache already.</param>
/// <param name="Skipped">Images that were not made, because the font can't show the line truthfully.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ContentDigest">What the cache shows now.</param>
/// <param name="Diagnostics">What the user should know.</param>
public sealed record PregenerationReport(
    long Planned, long Rendered, long Cached, long Skipped, double Seconds, string ContentDigest, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The same for each font, ordered by path.</summary>
    public IReadOnlyList<FontCount> Fonts { get; init; } = [];

    /// <summary>What was asked for, line by line; null where somebody changed a corpus or a font meanwhile, so that nobody can tell.</summary>
    internal PlanRecord? Plan { get; init; }
}

/// <summary>How far a pregeneration has come.</summary>
/// <param name="Done">Images made or found impossible.</param>
/// <param name="Total">Images to make.</param>
public readonly record struct PregenerationProgress(long Done, long Total);
