namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a pregeneration did, and what differs from the project's lock.</summary>
/// <param name="Pregeneration">What it did; null where nothing was begun, because corpora, fonts, settings or the renderer differ.</param>
/// <param name="Drift">An error for each difference.</param>
internal sealed record ProjectReport(PregenerationReport? Pregeneration, IReadOnlyList<Diagnostic> Drift);
