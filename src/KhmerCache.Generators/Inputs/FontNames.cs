namespace KhmerCache.Generators.Inputs;

/// <summary>A font file and what it is said to be.</summary>
/// <param name="Path">The path, relative to the project's folder, with <c>/</c>.</param>
/// <param name="Family">The family; blank where nothing is said.</param>
/// <param name="Style">The style; blank where nothing is said.</param>
internal sealed record FontNames(string Path, string Family, string Style);
