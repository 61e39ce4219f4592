namespace KhmerCache.Generators;

/// <summary>What the class <c>KhmerSplits</c> is made of.</summary>
/// <param name="Namespace">The namespace of the class; blank for none.</param>
/// <param name="Splits">The splits in the order of <c>All</c>: <c>train</c>, <c>val</c>, <c>test</c>, then all others, ordinal.</param>
internal sealed record SplitsModel(string Namespace, EquatableArray<SplitModel> Splits)
{
    private static readonly string[] WellKnown = ["train", "val", "test"];

    /// <summary>Takes the splits that are in use out of <paramref name="file"/>. Their files keep their order.</summary>
    public static SplitsModel From(DescriptorFile file)
    {
        var splits = file.Corpora
            .Where(corpus => corpus.Split.Length > 0 && (file.ChosenSplits.Count == 0 || file.ChosenSplits.Contains(corpus.Split)))
            .GroupBy(corpus => corpus.Split, corpus => corpus.Path, StringComparer.Ordinal)
            .OrderBy(split => RankOf(split.Key))
            .ThenBy(split => split.Key, StringComparer.Ordinal)
            .ToList();
        var identifiers = Identifiers.Assign(splits, split => split.Key, split => split.Key);
        return new SplitsModel(
            Identifiers.Namespace(file.Namespace),
            new(splits.Select(split => new SplitModel(identifiers[split.Key], split.Key, new(split), FontsPerLine(split.Key), file.Seed ?? 0, file.MaxLines, file.Normalize))));

        // The fonts of a line vary for training only; to validate and to test, a line always has the same one.
        int FontsPerLine(string split) => split is "val" or "test" ? 1 : file.FontsPerLine;
    }

    private static int RankOf(string split) => Array.IndexOf(WellKnown, split) is var index and >= 0 ? index : WellKnown.Length;
}
