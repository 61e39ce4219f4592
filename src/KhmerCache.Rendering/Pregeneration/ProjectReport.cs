using KhmerCache.Storage.Packing;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a pregeneration did for a project.</summary>
/// <param name="Pregeneration">What it did; null where nothing was begun, because corpora, fonts, settings or the renderer differ.</param>
/// <param name="Drift">An error for each difference from its lock.</param>
internal sealed record ProjectReport(PregenerationReport? Pregeneration, IReadOnlyList<Diagnostic> Drift)
{
    /// <summary>The packed cache that the work started from; null where there was none.</summary>
    public RestoreReport? Restored { get; init; }

    /// <summary>The packed cache; null where none was asked for, or something was wrong before.</summary>
    public PackReport? Packed { get; init; }

    /// <summary>What came from the shared cache before anything was rendered; null where there is none, or nothing was missing.</summary>
    public SharedTransfer? Pulled { get; init; }

    /// <summary>What the shared cache was given; null where that was not asked for, or something was wrong before.</summary>
    public SharedTransfer? Pushed { get; init; }

    /// <summary>What the user should know.</summary>
    public IEnumerable<Diagnostic> Diagnostics => [.. Pulled?.Diagnostics ?? [], .. Pregeneration?.Diagnostics ?? [], .. Drift, .. Pushed?.Diagnostics ?? []];

    /// <summary>Whether any of it is an error.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
