namespace KhmerCache.Rendering.Locking;

/// <summary>The settings that images follow from.</summary>
/// <param name="ImageHeight">The height of the images in pixels.</param>
/// <param name="MaxLines">The most lines of each split; 0 for all.</param>
/// <param name="FontsPerLine">How many fonts show each line to train from; 0 for all.</param>
/// <param name="Seed">What the choice among more fonts than that follows from.</param>
/// <param name="Normalize">Whether labels are put in the canonical Khmer encoding order.</param>
/// <param name="Splits">The names of the splits, ordered.</param>
internal sealed record LockedSettings(int ImageHeight, int MaxLines, int FontsPerLine, long Seed, bool Normalize, IReadOnlyList<string> Splits);
