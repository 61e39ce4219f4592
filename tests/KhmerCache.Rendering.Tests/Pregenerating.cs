using KhmerCache.Rendering.Pregeneration;
using Xunit;

namespace KhmerCache.Rendering.Tests;

public sealed class Pregenerating : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("khmercache-").FullName;

    [Fact]
    public void What_the_cache_holds_is_what_the_renderer_draws()
    {
        Pregenerator.Run(Options("cache", Repository.Lines[..200]));

        using var cache = ImageCache.Open(Folder("cache"));
        using var renderer = new LineRenderer();
        foreach (var font in Repository.Fonts)
        {
            foreach (var text in Repository.Lines[..200])
            {
                Assert.True(renderer.TryRender(text, font, 32, out var line, out _));
                var cached = cache.GetImage(text, font, 32);
                Assert.Equal((line.Image.Width, line.Image.Height), (cached.Width, cached.Height));
                Assert.True(line.Image.Pixels.SequenceEqual(cached.Pixels));
            }
        }
    }

    [Fact]
    public void The_number_of_jobs_and_the_order_of_the_input_leave_no_trace()
    {
        var lines = Repository.Lines[..500];
        Pregenerator.Run(Options("one", lines) with { Jobs = 1 });

        var turned = Options("many", [.. lines.Reverse()]) with { Jobs = 4 };
        Pregenerator.Run(turned with { Fonts = [.. turned.Fonts.Reverse()] });

        Assert.Equal(Files("one"), Files("many"));
    }

    [Fact]
    public void A_pregeneration_that_was_cancelled_is_taken_up_where_it_ended()
    {
        var whole = Pregenerator.Run(Options("whole", Repository.Lines[..300]));
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Pregenerator.Run(Options("cut", Repository.Lines[..300]), cancellationToken: source.Token));
        Pregenerator.Run(Options("cut", Repository.Lines[..100]));
        var resumed = Pregenerator.Run(Options("cut", Repository.Lines[..300]));

        Assert.Equal(whole.ContentDigest, resumed.ContentDigest);
        Assert.Equal((200 * 16, 100 * 16), (resumed.Rendered, resumed.Cached));
    }

    [Fact]
    public void Shards_together_are_the_whole()
    {
        var options = Options("whole", Repository.Lines[..300]);
        var whole = Pregenerator.Run(options);

        var parts = Enumerable.Range(1, 3).Select(index => Pregenerator.Run(options with { CacheDirectory = Folder("shards"), Shard = new Shard(index, 3) })).ToArray();

        Assert.Equal(whole.ContentDigest, parts[^1].ContentDigest);
        Storage.Compactor.Run(new Storage.CacheFolder(Folder("shards")));
        Storage.Compactor.Run(new Storage.CacheFolder(Folder("whole")));
        Assert.Equal(Files("whole"), Files("shards"));
        Assert.Equal(whole.Planned, parts.Sum(part => part.Planned));
        Assert.All(parts, part => Assert.True(part.Rendered > 0));
    }

    [Fact]
    public void Validation_and_test_lines_are_made_in_one_font_each()
    {
        var options = Options("cache", Repository.Lines[..50]);
        var report = Pregenerator.Run(options with { Splits = [options.Splits[0] with { Name = "val" }, options.Splits[0] with { Name = "test" }] });

        Assert.Equal(50, report.Planned);
    }

    [Theory]
    [InlineData(OnUnrenderable.Warn, DiagnosticSeverity.Warning, 1)]
    [InlineData(OnUnrenderable.Error, DiagnosticSeverity.Error, 1)]
    [InlineData(OnUnrenderable.Skip, DiagnosticSeverity.Warning, 0)]
    public void Lines_that_a_font_cannot_show_are_told_once_for_font_and_file_with_the_first_places(
        OnUnrenderable onUnrenderable, DiagnosticSeverity severity, int count)
    {
        var options = Options("cache", ["ក", "漢", "ខ", "字", "字a", "漢字"]) with { Fonts = [Repository.Fonts[0]], OnUnrenderable = onUnrenderable };

        var report = Pregenerator.Run(options);

        Assert.Equal((6, 2, 4), (report.Planned, report.Rendered, report.Skipped));
        Assert.Equal(count, report.Diagnostics.Count);
        Assert.All(report.Diagnostics, diagnostic =>
        {
            Assert.Equal((severity, DiagnosticCodes.Unrenderable, options.Splits[0].Files[0], 2), (diagnostic.Severity, diagnostic.Code, diagnostic.File, diagnostic.Line));
            Assert.Contains("4 lines", diagnostic.Message, StringComparison.Ordinal);
            Assert.Contains("U+6F22", diagnostic.Message, StringComparison.Ordinal);
            Assert.Contains("line 4", diagnostic.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_font_that_is_damaged_changes_nothing()
    {
        var damaged = Path.Combine(_directory, "damaged.ttf");
        File.WriteAllBytes(damaged, File.ReadAllBytes(Repository.Fonts[0].FilePath)[..3000]);
        var options = Options("cache", Repository.Lines[..5]);

        var error = Assert.Throws<KhmerCacheException>(() => Pregenerator.Run(options with { Fonts = [FontDescriptor.FromPath(damaged, _directory)] })).Diagnostic;

        Assert.Equal((DiagnosticCodes.NotAFont, damaged), (error.Code, error.File));
        Assert.False(Directory.Exists(Folder("cache")));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Folder(string name) => Path.Combine(_directory, name);

    private PregenerationOptions Options(string cache, string[] lines)
    {
        var corpus = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, Guid.NewGuid().ToString("N"))).FullName, "corpus.txt");
        File.WriteAllLines(corpus, lines);
        return new PregenerationOptions { CacheDirectory = Folder(cache), Fonts = Repository.Fonts, Splits = [new SplitDescriptor("train", [corpus])] };
    }

    private string[] Files(string cache) =>
    [
        // Plans tell by which files a cache was asked for.
        .. Directory.GetFiles(Folder(cache), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(Path.GetDirectoryName(path)) != "plans").Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(Folder(cache), path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];
}
