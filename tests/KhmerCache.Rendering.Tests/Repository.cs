namespace KhmerCache.Rendering.Tests;

/// <summary>The fonts and the corpus of this repository.</summary>
internal static class Repository
{
    public static string Directory { get; } = FindDirectory();

    /// <summary>All sixteen fonts.</summary>
    public static FontDescriptor[] Fonts { get; } =
    [
        .. System.IO.Directory.GetFiles(Path.Combine(Directory, "fonts"), "*.ttf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => FontDescriptor.FromPath(path, Directory)),
    ];

    /// <summary>5,372 real lines.</summary>
    public static string[] Lines { get; } =
        [.. new[] { "train", "val", "test" }.SelectMany(split => File.ReadLines(CorpusFile(split)))];

    public static FontDescriptor Font(string name) => Fonts.Single(font => font.Name == name);

    public static string CorpusFile(string split) => Path.Combine(Directory, "samples", "QuickStart", "corpus", split + ".txt");

    /// <summary>A corpus that may not be in the repository: it lies beside it, or is not there (null).</summary>
    public static string? SharedCorpus(string name) =>
        Path.Combine(Directory, "..", "shared", "corpus", name) is var path && File.Exists(path) ? Path.GetFullPath(path) : null;

    private static string FindDirectory()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "KhmerCache.Build.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests run inside the repository.");
        }

        return directory;
    }
}
