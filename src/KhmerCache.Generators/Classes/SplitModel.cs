namespace KhmerCache.Generators.Classes;

/// <summary>A property of the class <c>KhmerSplits</c>.</summary>
/// <param name="Identifier">The name of the property.</param>
/// <param name="Name">The name of the split.</param>
/// <param name="Files">Its corpus files, ordinal by path, relative to the project, with <c>/</c>.</param>
/// <param name="FontsPerLine">How many fonts show each line; 0 means all.</param>
/// <param name="Seed">What the choice among more fonts than that follows from.</param>
/// <param name="MaxLines">The most lines to take; 0 means all.</param>
/// <param name="Normalize">Whether labels are put in the canonical Khmer encoding order.</param>
internal sealed record SplitModel(string Identifier, string Name, EquatableArray<string> Files, int FontsPerLine, long Seed, int MaxLines, bool Normalize);
