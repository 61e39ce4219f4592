namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What was moved from or to a shared cache.</summary>
/// <param name="IsDone">Whether all is there that should be; false where the shared cache could not be reached.</param>
/// <param name="Segments">Segments that were moved.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Diagnostics">What the user should know.</param>
internal sealed record SharedTransfer(bool IsDone, int Segments, long Bytes, IReadOnlyList<Diagnostic> Diagnostics);
