using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>Two builds of one plan on one folder, with lines for more than one segment: what one has published the other need not render.</summary>
public sealed class PregeneratingAmidOthers : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("khmercache-").FullName;

    [Fact]
    public void What_another_has_published_meanwhile_is_left_to_it()
    {
        var options = Options("cache");
        PregenerationReport? other = null;
        var places = new List<ulong>();

        // When the first of the segments is begun, another process comes, does all of the work, and goes.
        var report = Pregenerator.Run(options with
        {
            OnWork = work =>
            {
                if (other is null && work.StartsWith("shaping", StringComparison.Ordinal))
                {
                    using (var place = WriterPlace.Take(new CacheFolder(options.CacheDirectory)))
                    {
                        places.Add(place.FirstTextHash);
                    }

                    other = Pregenerator.Run(options);
                }
            },
        });

        Assert.Equal([1UL << 63], places);
        Assert.Equal((other!.Planned, other.ContentDigest), (other.Rendered, report.ContentDigest));
        Assert.InRange(report.Rendered, 1, 6 * report.Planned / 10);
        Assert.Equal(report.Planned, report.Rendered + report.Cached);
        Assert.Empty(Directory.GetFiles(options.CacheDirectory, "*.tmp", SearchOption.AllDirectories));
        Assert.Equal(0, Pregenerator.Run(options).Rendered);
    }

    [Fact]
    public void What_was_left_to_another_and_is_gone_again_is_rendered_after_all()
    {
        var options = Options("cache") with { Jobs = 1 };
        var folder = new CacheFolder(options.CacheDirectory);
        var (hasBegun, isGone) = (false, false);
        var progress = new Listener(done =>
        {
            // The first segment is written, the second was left to the other one.
            if (hasBegun && !isGone && done.Done == done.Total)
            {
                isGone = true;
                folder.Delete(Manifest.Read(folder)!.Segments.Where(segment => CacheFolder.IsLines(segment.File)).MaxBy(segment => segment.TextHashes.First)!.File);
            }
        });
        var report = Pregenerator.Run(
            options with
            {
                OnWork = work =>
                {
                    if (!hasBegun && work.StartsWith("shaping", StringComparison.Ordinal))
                    {
                        Pregenerator.Run(options);
                        hasBegun = true;
                    }
                },
            },
            progress);

        Assert.True(isGone);
        using var cache = ImageCache.Open(options.CacheDirectory);
        Assert.Equal(report.Planned, cache.GetStats().TotalImages);
        Assert.Equal(0, Pregenerator.Run(options).Rendered);
    }

    [Fact]
    public void The_first_begins_at_the_start_and_others_as_far_from_each_other_as_can_be()
    {
        var folder = new CacheFolder(Path.Combine(_directory, "places"));
        var first = WriterPlace.Take(folder);
        using (var second = WriterPlace.Take(folder))
        using (var third = WriterPlace.Take(folder))
        using (var fourth = WriterPlace.Take(folder))
        {
            Assert.Equal([0, 1UL << 63, 1UL << 62, 3UL << 62], new[] { first, second, third, fourth }.Select(place => place.FirstTextHash));
            first.Dispose();
            folder.DeleteTemporaryFiles();
            using var again = WriterPlace.Take(folder);
            Assert.Equal(0UL, again.FirstTextHash);
        }

        Assert.Empty(Directory.GetFiles(folder.Directory, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private sealed class Listener(Action<PregenerationProgress> report) : IProgress<PregenerationProgress>
    {
        public void Report(PregenerationProgress value) => report(value);
    }

    /// <summary>A little more than a segment holds: short lines, which are quick to shape.</summary>
    private PregenerationOptions Options(string cache)
    {
        var corpus = Path.Combine(_directory, "corpus.txt");
        var lines = Partition.ImagesPerSegment * 11 / 10 / Repository.Fonts.Length;
        File.WriteAllLines(corpus, Enumerable.Range(0, lines).Select(line => $"{(char)('ក' + line % 30)}{(char)('ក' + line / 30 % 30)}{(char)('ក' + line / 900)}"));
        return new PregenerationOptions
        {
            CacheDirectory = Path.Combine(_directory, cache),
            Fonts = Repository.Fonts,
            Splits = [new SplitDescriptor("train", [corpus])],
            Lint = LintMode.Never,
            OnUnrenderable = OnUnrenderable.Skip,
        };
    }
}
