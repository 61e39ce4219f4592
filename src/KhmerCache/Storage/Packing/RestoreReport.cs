namespace KhmerCache.Storage.Packing;

/// <summary>A packed cache that was taken into a cache.</summary>
/// <param name="File">The file.</param>
/// <param name="Images">How many images it holds.</param>
/// <param name="Segments">How many segments were added; none where all were there already.</param>
internal sealed record RestoreReport(string File, long Images, int Segments);
