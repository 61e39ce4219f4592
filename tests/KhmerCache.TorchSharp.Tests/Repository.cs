namespace KhmerCache.TorchSharp.Tests;

/// <summary>Where things are in the repository.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    public static FontDescriptor[] Fonts { get; } =
        [.. Directory.GetFiles(Path.Combine(Folder, "fonts", "khmeros"), "*.ttf").Select(file => FontDescriptor.FromPath(file, Folder)).OrderBy(font => font.Path, StringComparer.Ordinal)];

    public static string[] CorpusOfTheSample(string name) => File.ReadAllLines(Path.Combine(Folder, "samples", "TrainCrnn", "corpus", name));

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
