namespace KhmerCache.Benchmarks;

/// <summary>What is measured: the lines of QuickStart in the eight KhmerOS fonts.</summary>
internal static class Corpus
{
    public static string Repository { get; } = FindRepository();

    public static FontDescriptor[] Fonts { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Repository, "fonts", "khmeros"), "*.ttf").Order(StringComparer.Ordinal)
            .Select(path => FontDescriptor.FromPath(path, Repository)),
    ];

    public static SplitDescriptor Split { get; } = new("train", [Path.Combine(Repository, "samples", "QuickStart", "corpus", "train.txt")]);

    private static string FindRepository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "KhmerCache.Build.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The benchmarks run inside the repository.");
        }

        return directory;
    }
}
