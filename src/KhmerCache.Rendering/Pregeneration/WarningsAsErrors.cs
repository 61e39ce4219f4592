namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Which warnings fail the run: after an error no lock is written, and nothing is packed.</summary>
/// <param name="All">Whether every warning does; but for those of a cache (<c>KHC3xxx</c>) or a remote one (<c>KHC6xxx</c>), which are no fault of the project's sources, and are mended by then.</param>
/// <param name="Codes">The codes of warnings that do.</param>
/// <param name="Not">The codes of warnings that don't, though all do.</param>
internal sealed record WarningsAsErrors(bool All, IReadOnlySet<string> Codes, IReadOnlySet<string> Not)
{
    /// <summary>The diagnostic, as an error where it is such a warning.</summary>
    public Diagnostic Apply(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Warning && Includes(diagnostic.Code)
        ? diagnostic with { Severity = DiagnosticSeverity.Error }
        : diagnostic;

    private bool Includes(string code) => Codes.Contains(code) || (All && !Not.Contains(code) && !code.StartsWith("KHC3", StringComparison.Ordinal) && !code.StartsWith("KHC6", StringComparison.Ordinal));
}
