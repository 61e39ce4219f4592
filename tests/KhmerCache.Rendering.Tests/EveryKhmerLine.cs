namespace KhmerCache.Rendering.Tests;

/// <summary>The lines of Khmer alone, and files of them for programs that read one.</summary>
public sealed class EveryKhmerLine : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("khmercache-").FullName;
    private readonly string[] _lines = RealText.KhmerOnly();

    /// <summary>Every <paramref name="nth"/> line.</summary>
    public string[] Lines(int nth) => [.. _lines.Where((_, index) => index % nth == 0)];

    /// <summary>A file of <see cref="Lines"/>.</summary>
    public string FileOf(int nth)
    {
        var path = Path.Combine(_folder, $"{nth}.txt");
        if (!File.Exists(path))
        {
            File.WriteAllLines(path, Lines(nth));
        }

        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
