using System.Collections.Concurrent;
using KhmerCache.Loading;
using KhmerCache.Storage;
using KhmerCache.Tests;
using KhmerCache.Tests.Loading;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>Guards against a folder that grows beyond its limit, and above all against memory that is unmapped while somebody reads it: that ends the process, or shows other pixels.</summary>
public sealed class KeepingWithinALimit : IDisposable
{
    private readonly RemoteCorpus _corpus = new(800);
    private readonly long _largest;

    public KeepingWithinALimit() => _largest = _corpus.Lines.Max(segment => segment.Bytes);

    [Fact]
    public void The_least_recently_used_segment_goes_and_comes_back_when_it_is_needed()
    {
        var store = _corpus.Gate(_ => false);
        using var cache = _corpus.Open(store, Limit(3, jobs: 1));
        WaitUntilFull(3);
        var here = Present();
        var absent = _corpus.Lines.First(segment => !here.Contains(segment.File));
        ManifestSegment[] present = [.. _corpus.Lines.Where(segment => here.Contains(segment.File))];

        // Used in this order, so that the second one is the oldest.
        Array.ForEach<ManifestSegment>([present[1], present[0], present[2]], segment => Show(cache, segment));
        Show(cache, absent);

        Assert.Equal(new[] { present[0].File, present[2].File, absent.File }.Order(StringComparer.Ordinal), Present());
        Show(cache, present[1]);
        Assert.Equal(new[] { present[2].File, absent.File, present[1].File }.Order(StringComparer.Ordinal), Present());
    }

    [Fact]
    public async Task The_folder_never_has_more_than_the_limit_and_what_is_on_its_way()
    {
        const int Jobs = 3;
        var most = 0L;
        var store = new GatedStore(new Stores.FolderStore(_corpus.Address)) { OnRead = _ => InterlockedMax(ref most, SizeOfFolder()) };
        using var cache = _corpus.Open(store, Limit(4, Jobs));
        var readers = Enumerable.Range(0, 4).Select(number => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 60; i++)
                {
                    Show(cache, _corpus.Lines[(i * 7 + number * 5) % _corpus.Lines.Length]);
                    InterlockedMax(ref most, SizeOfFolder());
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Task.WhenAll(readers);

        Assert.InRange(most, 1, _corpus.GlyphBytes + 4 * _largest);
        Assert.True(store.Read.Count > _corpus.Lines.Length, "Nothing was fetched again: the test shows nothing.");
        Assert.True(_corpus.Local.IsIncompleteCopy);
    }

    [Fact]
    public void An_image_that_was_found_can_be_decoded_after_its_segment_has_gone()
    {
        using var cache = _corpus.Open(options: Limit(1, jobs: 1));
        var found = _corpus.Lines.Select(segment =>
        {
            var text = _corpus.TextIn(segment);
            Assert.True(cache.TryFind(text, RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out var image));
            return (Text: text, Image: image);
        }).ToArray();

        // Only one of them is in the folder by now.
        Assert.Single(Present());
        Assert.All(found, pair =>
        {
            Assert.Equal(SmallCache.Run(pair.Text).Width, pair.Image.Width);
            Assert.Equal(SmallCache.Draw(SmallCache.RecipeOf("a.ttf"), SmallCache.Run(pair.Text)), pair.Image.ToImage().Pixels);
        });
    }

    [Fact]
    public async Task Many_threads_read_right_pixels_while_segments_come_and_go_all_the_time()
    {
        using var cache = _corpus.Open(options: Limit(2, jobs: 4));
        var expected = _corpus.Texts.ToDictionary(text => text, text => SmallCache.Draw(SmallCache.RecipeOf("b.ttf"), SmallCache.Run(text)));
        var held = new ConcurrentQueue<(string Text, CachedImage Image)>();
        var threads = Enumerable.Range(0, 8).Select(number => Task.Factory.StartNew(
            () =>
            {
                var pixels = new byte[64 * 1024];
                var random = new Random(number);
                for (var i = 0; i < 200; i++)
                {
                    // Mostly near one another, as a loader reads; now and then from anywhere.
                    var text = _corpus.Texts[random.Next(_corpus.Texts.Length)];
                    if (i % 3 > 0 && held.TryDequeue(out var earlier))
                    {
                        text = earlier.Text;
                        earlier.Image.CopyTo(pixels);
                        Assert.True(pixels.AsSpan(0, expected[text].Length).SequenceEqual(expected[text]));
                        continue;
                    }

                    Assert.True(cache.TryFind(text, RemoteCorpus.Fonts[1], SmallCache.ImageHeight, out var image));
                    image.CopyTo(pixels);
                    Assert.True(pixels.AsSpan(0, expected[text].Length).SequenceEqual(expected[text]));
                    held.Enqueue((text, image));
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        await Task.WhenAll(threads);
    }

    [Fact]
    public void A_loader_whose_samples_lie_all_over_the_cache_has_the_batches_of_a_local_one()
    {
        var options = new BatchLoaderOptions { BatchSize = 16, Shuffle = true, WidthBuckets = 4, QuasiRandomRanges = 8, Threads = 3 };
        using var local = _corpus.Dataset(_corpus.OpenOrigin(), new() { Seed = 2, AugmentProbability = 0.3 });
        using var remote = _corpus.Dataset(_corpus.Open(options: Limit(5, jobs: 3)), new() { Seed = 2, AugmentProbability = 0.3 });

        for (var epoch = 0; epoch < 2; epoch++)
        {
            Assert.Equal(new BatchLoader(local, options).Enumerate(epoch).Select(BatchCopy.Of), new BatchLoader(remote, options).Enumerate(epoch).Select(BatchCopy.Of));
        }
    }

    [Fact]
    public void In_an_epoch_of_ranges_each_segment_is_fetched_about_once()
    {
        var store = _corpus.Gate(_ => false);
        using var remote = _corpus.Dataset(_corpus.Open(store, Limit(6, jobs: 2)), new() { Seed = 2 });

        // What is planned together lies in two ranges at most, which is less than the limit holds.
        var options = new BatchLoaderOptions { BatchSize = 4, Shuffle = true, WidthBuckets = 2, QuasiRandomRanges = RemoteCorpus.Segments, Threads = 0 };

        foreach (var batch in new BatchLoader(remote, options).Enumerate())
        {
            batch.Dispose();
        }

        Assert.InRange(store.Read.Count(name => name.Contains("/lines/", StringComparison.Ordinal)), RemoteCorpus.Segments, RemoteCorpus.Segments + 6);
    }

    [Fact]
    public void A_complete_copy_is_made_smaller_where_a_limit_is_set_and_is_no_cache_any_more()
    {
        using (_corpus.Open())
        {
            _corpus.WaitUntilComplete();
        }

        using var cache = _corpus.Open(options: Limit(3, jobs: 1));

        Assert.InRange(SizeOfFolder(), 1, _corpus.GlyphBytes + 3 * _largest);
        Assert.False(File.Exists(_corpus.Local.ManifestPath));
        Show(cache, _corpus.Lines[0]);
        Show(cache, _corpus.Lines[^1]);
    }

    [Fact]
    public void A_limit_that_is_large_enough_is_none()
    {
        using var cache = _corpus.Open(options: new() { MaxLocalBytes = _corpus.Manifest.Segments.Sum(segment => segment.Bytes) });

        _corpus.WaitUntilComplete();
    }

    [Fact]
    public void A_limit_that_one_segment_does_not_go_into_is_refused_with_what_it_takes()
    {
        var least = _corpus.GlyphBytes + _largest;

        var error = Assert.Throws<KhmerCacheException>(() => _corpus.Open(options: new() { MaxLocalBytes = least - 1 }));

        Assert.Equal(DiagnosticCodes.Configuration, error.Diagnostic.Code);
        Assert.Contains($"MaxLocalBytes is {least - 1}, and the cache at {_corpus.Address} needs {least} at least", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _corpus.Open(options: new() { MaxLocalBytes = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _corpus.Open(options: new() { Jobs = 0 }));
    }

    public void Dispose() => _corpus.Dispose();

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen; seen = Interlocked.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
            {
                return;
            }
        }
    }

    private RemoteCacheOptions Limit(int segments, int jobs) => new() { MaxLocalBytes = _corpus.GlyphBytes + segments * _largest, Jobs = jobs };

    private void Show(ImageCache cache, ManifestSegment segment) => RemoteCorpus.AssertShows(cache, _corpus.TextIn(segment), RemoteCorpus.Fonts[0]);

    private string[] Present() => [.. _corpus.Local.ListSegments(SegmentKind.Lines)];

    private void WaitUntilFull(int segments) => Assert.True(SpinWait.SpinUntil(() => Present().Length >= segments && !_corpus.Local.ListForeignFiles().Any(), TimeSpan.FromMinutes(1)));

    private long SizeOfFolder() => _corpus.Local.ListSegments().Select(segment => new FileInfo(_corpus.Local.PathOf(segment))).Sum(file => file.Exists ? file.Length : 0);
}
