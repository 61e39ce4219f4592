using System.Collections.Immutable;

namespace KhmerCache;

/// <summary>A part of the data, such as <c>train</c>, <c>val</c> or <c>test</c>: its corpus files, in order, and how many fonts show each line.</summary>
/// <param name="Name">The name of the split, in lower case by convention.</param>
/// <param name="Files">The corpus files, one line of text each line, as paths on this machine.</param>
/// <param name="FontsPerLine">How many fonts show each line; 0 means all of them. <c>val</c> and <c>test</c> always use one, chosen by a stable hash of the text.</param>
/// <param name="Seed">What the choice among more fonts than <paramref name="FontsPerLine"/> follows from.</param>
/// <param name="MaxLines">The most lines to take, from the beginning of the corpus; 0 for all of them.</param>
/// <param name="Normalize">Whether labels are put in the canonical Khmer encoding order (<see cref="Corpora.KhmerNormalizer"/>) before they are shown and returned.</param>
public sealed record SplitDescriptor(
    string Name, ImmutableArray<string> Files, int FontsPerLine = 0, long Seed = 0, int MaxLines = 0, bool Normalize = false)
{
    /// <summary>Whether the split is one to train from: fonts vary from epoch to epoch. True for every name but <c>val</c> and <c>test</c>.</summary>
    public bool IsTraining => Name is not ("val" or "test");

    /// <summary>Equal when the names, the files in order, and all settings are.</summary>
    /// <param name="other">The split to compare with.</param>
    public bool Equals(SplitDescriptor? other) =>
        other is not null && Name == other.Name && FontsPerLine == other.FontsPerLine && Seed == other.Seed && MaxLines == other.MaxLines
        && Normalize == other.Normalize && Files.AsSpan().SequenceEqual(other.Files.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, FontsPerLine, Files.Length);
}
