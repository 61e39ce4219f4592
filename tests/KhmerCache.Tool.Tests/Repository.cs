namespace KhmerCache.Tool.Tests;

/// <summary>What the tests take from the repository and from beside it.</summary>
internal static class Repository
{
    private static readonly string Folder = Find();

    private static readonly Lazy<string[]> TrainLines = new(() => File.ReadAllLines(PathOf("samples/QuickStart/corpus/train.txt")));
    private static readonly Lazy<string[]> ValLines = new(() => File.ReadAllLines(PathOf("samples/QuickStart/corpus/val.txt")));

    /// <summary>Whether tests that take a part of the cases for speed are to take them all: <c>KHMERCACHE_TEST_EVERYTHING=1</c>.</summary>
    public static bool TestEverything { get; } = Environment.GetEnvironmentVariable("KHMERCACHE_TEST_EVERYTHING") == "1";

    public static string PathOf(string path) => Path.Combine(Folder, path);

    /// <summary>The path of a file in <c>fonts/</c>.</summary>
    public static string FontFile(string name) =>
        Directory.EnumerateFiles(PathOf("fonts"), name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    /// <summary>The first real lines of the QuickStart's corpus to train from.</summary>
    public static string[] Train(int lines) => TrainLines.Value[..lines];

    /// <summary>The first real lines of the QuickStart's corpus to validate with.</summary>
    public static string[] Val(int lines) => ValLines.Value[..lines];

    /// <summary>A corpus that is not committed, beside the repository; null where it is missing.</summary>
    public static string? SharedCorpus(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Folder, "../shared/corpus", name));
        return File.Exists(path) ? path : null;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KhmerCache.Build.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
    }
}
