using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>A corpus that gets a line each day: guards against a cache that takes longer to open with each build.</summary>
public sealed class GrowingLineByLine : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("khmercache-").FullName;

    [Fact]
    public void Small_segments_are_merged_when_there_are_too_many_and_the_cache_shows_what_it_showed()
    {
        const int Builds = SmallSegments.Most + 2;
        var (most, digest, rendered) = (0, "", 0L);
        for (var lines = 1; lines <= Builds; lines++)
        {
            var report = Pregenerator.Run(Options("grown", lines));
            rendered += report.Rendered;
            digest = report.ContentDigest;
            most = Math.Max(most, LinesOf("grown").Count);
            Assert.Equal(digest, Manifest.Read(Folder("grown"))!.ContentDigest);
        }

        // One more than may be is what has them merged; the last one lies beside what came of that.
        Assert.Equal((SmallSegments.Most, 2), (most, LinesOf("grown").Count));
        Assert.Equal(Builds, rendered);
        Assert.Equal(0, Pregenerator.Run(Options("grown", Builds)).Rendered);
        Assert.Equal(Pregenerator.Run(Options("whole", Builds)).ContentDigest, digest);
        Assert.Null(Manifest.Read(Folder("grown"))!.Retired);
        Compactor.Run(Folder("grown"));
        Compactor.Run(Folder("whole"));
        Assert.Equal(Folder("whole").ListSegments(), Folder("grown").ListSegments());
        Assert.Equal(File.ReadAllBytes(Folder("whole").ManifestPath), File.ReadAllBytes(Folder("grown").ManifestPath));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private CacheFolder Folder(string cache) => new(Path.Combine(_directory, cache));

    private IReadOnlyList<string> LinesOf(string cache) => Folder(cache).ListSegments(SegmentKind.Lines);

    private PregenerationOptions Options(string cache, int lines)
    {
        var corpus = Path.Combine(_directory, "corpus.txt");
        File.WriteAllLines(corpus, Enumerable.Range(0, lines).Select(line => $"{(char)('ក' + line % 30)}{(char)('ក' + line / 30)}"));
        return new PregenerationOptions
        {
            CacheDirectory = Folder(cache).Directory,
            Fonts = Repository.Fonts[..1],
            Splits = [new SplitDescriptor("train", [corpus])],
            Jobs = 1,
            Lint = LintMode.Never,
        };
    }
}
