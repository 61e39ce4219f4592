using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using KhmerCache.Datasets;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

[Collection("Listening to the meter")]
public sealed class TellingMetrics : IDisposable
{
    private static readonly FontDescriptor Font = SmallCache.Font("a.ttf");
    private static readonly Recipe Recipe = SmallCache.RecipeOf(Font.Path);

    private readonly TemporaryFolder _folder = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, (string? Unit, int Count, double Sum)> _seen = [];

    public TellingMetrics()
    {
        // The meter is the process's, and other tests run beside: only what this thread does is looked at.
        var thread = Environment.CurrentManagedThreadId;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "KhmerCache")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument, value));
        _listener.Start();

        void Note(Instrument instrument, double value)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                var (_, count, sum) = _seen.GetValueOrDefault(instrument.Name);
                _seen[instrument.Name] = (instrument.Unit, count + 1, sum + value);
            }
        }
    }

    [Fact]
    public void Hits_misses_and_decodes_are_counted_for_the_listener_and_for_the_session()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("one", Recipe), SmallCache.Line("two", Recipe));
        using var cache = ImageCache.Open(_folder.Path);

        Assert.True(cache.TryGetImage("one", Font, 32, out _));
        Assert.True(cache.TryGetImage("two", Font, 32, out _));
        Assert.False(cache.TryGetImage("three", Font, 32, out _));

        Assert.Equal(("{image}", 2, 2.0), _seen["khmercache.images.hits"]);
        Assert.Equal(("{image}", 1, 1.0), _seen["khmercache.images.misses"]);
        Assert.Equal(("s", 2), (_seen["khmercache.decode.duration"].Unit, _seen["khmercache.decode.duration"].Count));
        Assert.Equal(3, _seen.Count);
        var stats = cache.GetStats();
        Assert.Equal((2, 1, 2), (stats.Hits, stats.Misses, stats.TimedDecodes));
        Assert.Equal(stats.MeanDecodeSeconds, _seen["khmercache.decode.duration"].Sum / 2, tolerance: 1e-9);
        Assert.InRange(stats.MeanDecodeSeconds, double.Epsilon, double.MaxValue);
    }

    [Fact]
    public void A_session_counts_its_own_decodes_also_after_a_flush()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("one", Recipe));
        using var cache = ImageCache.Open(_folder.Path);
        using var other = ImageCache.Open(_folder.Path);
        Assert.True(cache.TryFind("one", Font, 32, out var held));
        cache.CacheImage("other", Font, new LineImage(1, 32, new byte[32]));
        cache.Flush();

        _ = held.ToImage();
        _ = cache.GetImage("other", Font, 32);

        Assert.Equal((2, 0), (cache.GetStats().TimedDecodes, other.GetStats().TimedDecodes));
    }

    [Fact]
    public void A_damaged_image_that_is_drawn_again_is_a_miss_and_is_counted_as_both()
    {
        var folder = SmallCache.Write(_folder.Path, SmallCache.Line("one", Recipe));
        File.Delete(folder.PathOf(folder.ListSegments(SegmentKind.Glyphs).Single()));
        using var cache = ImageCache.Open(_folder.Path, new() { Renderer = new WhiteRenderer() });

        Assert.True(cache.TryGetImage("one", Font, 32, out _));

        Assert.Equal(
            ["khmercache.images.damaged", "khmercache.images.misses", "khmercache.images.rendered"],
            _seen.Where(pair => pair.Value is { Count: 1, Sum: 1 }).Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(3, _seen.Count);
    }

    [Fact]
    public void A_dataset_counts_what_it_shows()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("one", Recipe), SmallCache.Line("two", Recipe));
        using var cache = ImageCache.Open(_folder.Path);
        var split = new SplitDescriptor("train", [_folder.File("c.txt", "one\ntwo\nthree\n"u8.ToArray())]);

        Assert.Equal(2, new KhmerCache.Loading.BatchLoader(KhmerCorpusDataset.Open(cache, split, [Font]), new() { Threads = 0 }).Enumerate().Sum(batch => batch.Count));

        Assert.Equal((2.0, 1.0, 2), (_seen["khmercache.images.hits"].Sum, _seen["khmercache.images.misses"].Sum, _seen["khmercache.decode.duration"].Count));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    private sealed class WhiteRenderer : ILineRenderer
    {
        public Recipe GetRecipe(FontDescriptor font, int imageHeight) => Recipe;

        public bool TryRender(
            string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out RenderedLine? line, [NotNullWhen(false)] out string? reason)
        {
            (line, reason) = (new RenderedLine(new LineImage(1, 32, new byte[32])), null);
            return true;
        }
    }
}
