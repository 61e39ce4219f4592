namespace KhmerCache.Tool.Input;

/// <summary>The splits of a command line: <c>train=GLOB</c>, once for each split.</summary>
internal static class SplitArguments
{
    /// <summary>The splits with their files, in the order given; only those in <paramref name="chosen"/> unless it is empty.</summary>
    /// <exception cref="KhmerCacheException">An argument is malformed, a split or a file is given twice, or a pattern names no file.</exception>
    public static IReadOnlyList<SplitDescriptor> Read(
        IReadOnlyList<string> corpora, IReadOnlyList<string> chosen, int fontsPerLine, long seed, int maxLines, bool normalize, string projectDirectory)
    {
        var patterns = new List<(string Name, string Pattern)>();
        foreach (var corpus in corpora)
        {
            var separator = corpus.IndexOf('=', StringComparison.Ordinal);
            if (separator <= 0 || separator == corpus.Length - 1)
            {
                throw new KhmerCacheException(DiagnosticCodes.Configuration, $"--corpus: '{corpus}' is not SPLIT=GLOB, such as 'train=corpus/train*.txt'.");
            }

            patterns.Add((corpus[..separator], corpus[(separator + 1)..]));
        }

        if (FirstTwice(patterns.Select(pattern => pattern.Name)) is { } twice)
        {
            var joined = string.Join(';', patterns.Where(pattern => pattern.Name == twice).Select(pattern => pattern.Pattern));
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration, $"The split '{twice}' is given twice. Name all its files at once: --corpus \"{twice}={joined}\".");
        }

        if (FirstTwice(chosen) is { } chosenTwice)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"--splits: the split '{chosenTwice}' is given twice. Name it once.");
        }

        if (chosen.FirstOrDefault(name => patterns.TrueForAll(pattern => pattern.Name != name)) is { } unknown)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Configuration,
                $"--splits: there is no corpus for the split '{unknown}'. The splits are: {string.Join(", ", patterns.Select(pattern => pattern.Name))}.");
        }

        return
        [
            .. patterns.Where(pattern => chosen.Count == 0 || chosen.Contains(pattern.Name))
                .Select(pattern => new SplitDescriptor(pattern.Name, [.. FilesOf(pattern.Name, pattern.Pattern, projectDirectory)], fontsPerLine, seed, maxLines, normalize)),
        ];
    }

    private static IReadOnlyList<string> FilesOf(string split, string pattern, string projectDirectory)
    {
        var files = FilePattern.Expand($"--corpus {split}={pattern}", pattern, projectDirectory, DiagnosticCodes.CorpusNotFound);
        return FirstTwice(files) is { } twice
            ? throw new KhmerCacheException(DiagnosticCodes.Configuration, $"The split '{split}' has this corpus file twice. Name it once.", twice)
            : files;
    }

    private static string? FirstTwice(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
}
