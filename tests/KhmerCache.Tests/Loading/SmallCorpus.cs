using System.Collections.Immutable;
using System.Text;
using KhmerCache.Datasets;
using KhmerCache.Storage;

namespace KhmerCache.Tests.Loading;

/// <summary>A corpus of lines of many widths in three fonts, and a cache of it, in a folder that is gone after the test.</summary>
internal sealed class SmallCorpus : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ImageCache> _caches = [];

    public SmallCorpus(int count)
        : this([.. Enumerable.Range(0, count).Select(Text)])
    {
    }

    /// <param name="texts">The lines.</param>
    /// <param name="isCached">Which of them the cache has in which font; null for all.</param>
    /// <param name="fontBytes">What the fonts were when the cache was made.</param>
    public SmallCorpus(ImmutableArray<string> texts, Func<string, FontDescriptor, bool>? isCached = null, string fontBytes = "font")
    {
        Texts = texts;
        Folder = SmallCache.Write(_folder.Path,
        [
            .. texts.Distinct().Select(text => SmallCache.Line(text, [.. Fonts.Where(font => isCached?.Invoke(text, font) ?? true).Select(font => SmallCache.RecipeOf(font.Path, fontBytes))]))
                .Where(line => line.Images.Count > 0),
        ]);
    }

    public static ImmutableArray<FontDescriptor> Fonts { get; } = [SmallCache.Font("a.ttf"), SmallCache.Font("b.ttf"), SmallCache.Font("c.ttf")];

    public ImmutableArray<string> Texts { get; }

    public CacheFolder Folder { get; }

    public string Path => _folder.Path;

    /// <summary>A line of 4 to 40 characters that no other number gives.</summary>
    public static string Text(int number) => string.Concat(Enumerable.Repeat("កខគឃ", 1 + number * 7 % 9)) + number;

    public ImageCache OpenCache(ImageCacheOptions options = default)
    {
        var cache = ImageCache.Open(_folder.Path, options);
        _caches.Add(cache);
        return cache;
    }

    public KhmerCorpusDataset Open(string split = "train", KhmerCorpusDatasetOptions options = default, ImageCache? cache = null) =>
        KhmerCorpusDataset.Open(cache ?? OpenCache(), Split(split), Fonts, options);

    public SplitDescriptor Split(string name) => new(name, [_folder.File(name + ".corpus", Encoding.UTF8.GetBytes(string.Join('\n', Texts)))]);

    /// <summary>Damages the image of a line in a font, or in all of them, where it lies in the cache.</summary>
    public void Damage(string text, string? fontPath = null)
    {
        var path = Folder.PathOf(Folder.ListSegments(SegmentKind.Lines).Single());
        var bytes = File.ReadAllBytes(path);
        using (var segment = LineSegment.Open(path))
        {
            for (var line = 0; line < segment.Lines; line++)
            {
                var (image, end) = segment.TextAt(line) == text ? segment.ImagesOf(line) : default;
                for (; image < end; image++)
                {
                    if ((fontPath is null || segment.Fonts[segment.FontOf(image)].Recipe.FontPath == fontPath)
                        && segment.TryGetPayload(image, segment.TextHashAt(line), out var payload))
                    {
                        bytes[Place(bytes, payload)] ^= 0x40;
                    }
                }
            }
        }

        File.WriteAllBytes(path, bytes);
    }

    public void Dispose()
    {
        _caches.ForEach(cache => cache.Dispose());
        _folder.Dispose();
    }

    private static int Place(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> payload) => bytes.IndexOf(payload);
}
