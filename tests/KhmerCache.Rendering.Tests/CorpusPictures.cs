using System.Collections.Concurrent;
using KhmerCache.Glyphs;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Rendering.Tests;

/// <summary>
/// A whole corpus, pregenerated in all fonts and read back as users read it; each picture is looked at once, and tests ask for what was seen.
/// </summary>
public sealed class CorpusPictures : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("khmercache-").FullName;
    private readonly ConcurrentDictionary<(string Corpus, int Height), Lazy<SeenFont[]>> _corpora = new();

    /// <summary>What was seen of a corpus, for each font.</summary>
    internal SeenFont[] Of(string corpus, string[] lines, int height) =>
        _corpora.GetOrAdd((corpus, height), _ => new Lazy<SeenFont[]>(() => LookAt(corpus, lines, height))).Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SeenFont[] LookAt(string corpus, string[] lines, int height)
    {
        var file = Path.Combine(_folder, corpus + ".txt");
        var directory = Path.Combine(_folder, $"{corpus}-{height}");
        File.WriteAllLines(file, lines);
        Pregenerator.Run(new PregenerationOptions
        {
            CacheDirectory = directory,
            Fonts = Repository.Fonts,
            Splits = [new SplitDescriptor("train", [file])],
            ImageHeight = height,
            OnUnrenderable = OnUnrenderable.Skip,
        });

        using var cache = ImageCache.Open(directory);
        return [.. Repository.Fonts.AsParallel().AsOrdered().Select(font => LookAt(cache, font, lines, height))];
    }

    private static SeenFont LookAt(ImageCache cache, FontDescriptor font, string[] lines, int height)
    {
        using var renderer = new LineRenderer();
        using var shaper = new LineShaper();
        var style = renderer.StyleOf(font, height);
        using var canvas = new RoomyCanvas(style.Font);
        var seen = new SeenFont(font.Name, style.Recipe, style.Margin);
        foreach (var line in lines)
        {
            if (!shaper.TryShape(line, style, out GlyphRun run, out _))
            {
                continue;
            }

            var image = cache.GetImage(line, font, height);
            canvas.Draw(run, style.Recipe);
            seen.Add(line, run.Shrink, WhiteBorder.Of(image), canvas.Shows(image));
        }

        return seen;
    }
}
