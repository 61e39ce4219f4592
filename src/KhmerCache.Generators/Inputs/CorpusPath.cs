namespace KhmerCache.Generators.Inputs;

/// <summary>A corpus file and the split it belongs to.</summary>
/// <param name="Split">The name of the split.</param>
/// <param name="Path">The path, relative to the project's folder.</param>
internal sealed record CorpusPath(string Split, string Path);
