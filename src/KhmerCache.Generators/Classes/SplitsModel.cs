using KhmerCache.Generators.Inputs;

namespace KhmerCache.Generators.Classes;

/// <summary>What the class <c>KhmerSplits</c> is made of.</summary>
/// <param name="Place">Where it is put.</param>
/// <param name="Paths">How it finds its files.</param>
/// <param name="Splits">The splits in the order of <c>All</c>: <c>train</c>, <c>val</c>, <c>test</c>, then all others, ordinal.</param>
/// <param name="Ambiguous">The names that several splits ask for.</param>
internal sealed record SplitsModel(ClassPlace Place, ProjectFiles Paths, EquatableArray<SplitModel> Splits, EquatableArray<AmbiguousName> Ambiguous)
{
    private static readonly string[] WellKnown = ["train", "val", "test"];

    /// <summary>
    /// Takes the splits that are in use out of <paramref name="file"/>. Their files are ordered by path, ordinal: MSBuild lists those of a pattern
    /// as the directory does, which differs between machines, and the index of a sample must not. A file that stands in a split twice is in it twice.
    /// </summary>
    public static SplitsModel From(DescriptorFile file, ClassPlace place, ProjectFiles paths)
    {
        var splits = file.Corpora
            .Where(corpus => corpus.Split.Length > 0 && (file.ChosenSplits.Count == 0 || file.ChosenSplits.Contains(corpus.Split)))
            .GroupBy(corpus => corpus.Split, corpus => corpus.Path, StringComparer.Ordinal)
            .OrderBy(split => RankOf(split.Key))
            .ThenBy(split => split.Key, StringComparer.Ordinal)
            .ToList();
        var names = Naming.OfSplits(splits.Select(split => split.Key));
        return new SplitsModel(place, paths, new(splits.Select(split => Describe(split.Key, split))), names.Ambiguous);

        SplitModel Describe(string split, IEnumerable<string> files) =>
            new(names[split], split, new(files.OrderBy(path => path, StringComparer.Ordinal)), FontsPerLine(split), file.Seed ?? 0, file.MaxLines, file.Normalize);

        // The fonts of a line vary for training only; to validate and to test, a line always has the same one.
        int FontsPerLine(string split) => split is "val" or "test" ? 1 : file.FontsPerLine;
    }

    private static int RankOf(string split) => Array.IndexOf(WellKnown, split) is var index and >= 0 ? index : WellKnown.Length;
}
