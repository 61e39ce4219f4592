using System.Text.Json.Nodes;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>A cache of real lines in all fonts, at two heights, some made smaller to fit, and pictures put in by hand; and what the other reader finds in it.</summary>
public sealed class CacheOfAllKinds : IDisposable
{
    // Each is made smaller in one of the fonts.
    private static readonly string[] HighLines = ["ទីង់: ប៊ឺមុយដា", "ម៉ោងស្តង់ដារនៅអ៊ិខាធឺរីនប៊័ក"];

    private readonly Workspace _workspace = new();

    public CacheOfAllKinds()
    {
        if (OtherArrow.Missing is not null)
        {
            return;
        }

        foreach (var font in Directory.GetFiles(Repository.PathOf("fonts"), "*.ttf", SearchOption.AllDirectories))
        {
            File.Copy(font, _workspace.PathOf($"fonts/{Path.GetFileName(font)}"), overwrite: true);
        }

        _workspace.Write("corpus/train.txt", [.. Repository.Train(Workspace.TrainLines), .. HighLines]);
        _workspace.Pregenerate("--lint", "never").Exits(0);
        _workspace.Pregenerate("--lint", "never", "--image-height", "48").Exits(0);
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            var font = new FontDescriptor("by hand", Workspace.FontA, _workspace.PathOf(Workspace.FontA));
            cache.CacheImage("គំនូរ", font, new LineImage(40, 32, [.. Enumerable.Range(0, 40 * 32).Select(i => (byte)(i * i / 3))]));
            cache.CacheImage(HighLines[0], font, new LineImage(200, 32, [.. Enumerable.Repeat((byte)200, 200 * 32)]));
        }

        Found = OtherArrow.Read(_workspace.Cache);
        Reader = CacheReader.Open(new CacheFolder(_workspace.Cache));
    }

    internal CacheReader Reader { get; } = null!;

    internal JsonObject[] Found { get; } = [];

    public void Dispose()
    {
        Reader?.Dispose();
        _workspace.Dispose();
    }
}
