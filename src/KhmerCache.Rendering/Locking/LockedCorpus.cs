namespace KhmerCache.Rendering.Locking;

/// <summary>A corpus file.</summary>
/// <param name="Split">The split that has it.</param>
/// <param name="Path">Its path relative to the project, with <c>/</c>.</param>
/// <param name="Lines">How many lines it has, empty ones included.</param>
/// <param name="Sha256">The digest of its lines (<see cref="KhmerCache.Corpora.CorpusSha256"/>).</param>
internal sealed record LockedCorpus(string Split, string Path, long Lines, string Sha256);
