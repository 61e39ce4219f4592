namespace KhmerCache.Storage;

/// <summary>What a check of a cache found, in images (<paramref name="Orphaned"/>: in files).</summary>
/// <param name="Checked">Images that were looked at.</param>
/// <param name="Missing">Images that the manifest counts and that are not there, or that lack a glyph mask.</param>
/// <param name="Corrupt">Images that do not hold what was written, or, in a deep check, do not show their label.</param>
/// <param name="Stale">Images made from another version of their font, or by another renderer.</param>
/// <param name="Orphaned">Files that the manifest does not name.</param>
/// <param name="Diagnostics">Each finding, with its file and what to do.</param>
internal sealed record ValidationReport(
    long Checked, long Missing, long Corrupt, long Stale, long Orphaned, IReadOnlyList<Diagnostic> Diagnostics)
{
    public bool IsSound => Diagnostics.All(diagnostic => diagnostic.Severity == DiagnosticSeverity.Info);
}
