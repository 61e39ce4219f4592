using KhmerCache.Augmentation;
using KhmerCache.Loading;
using KhmerCache.Storage;
using KhmerCache.Tests.Loading;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>Guards against a training that stands still until all is there, and against one that has other batches because of what is not.</summary>
public sealed class TrainingWhileACopyArrives : IDisposable
{
    private readonly RemoteCorpus _corpus = new(800);

    private static BatchLoaderOptions Options => new() { BatchSize = 10, Shuffle = true, WidthBuckets = 3, QuasiRandomRanges = RemoteCorpus.Segments, Threads = 2, Vocabulary = new("កខគឃ 0123456789") };

    [Fact]
    public void The_first_batches_come_while_most_segments_are_held_back_and_all_are_those_of_a_local_cache()
    {
        using var local = _corpus.Dataset(_corpus.OpenOrigin(), new() { Seed = 4, AugmentProbability = 0.5 });
        var expected = new BatchLoader(local, Options).AsEnumerable().Select(BatchCopy.Of).ToArray();

        // The segments of the first two ranges of this epoch are let through, no other one.
        var first = new QuasiRandomOrder(local, RemoteCorpus.Segments).RangesOf(seed: 4, epoch: 0)[..2].Select(range => _corpus.Lines[range].File).ToArray();
        var store = _corpus.Gate(name => name.Contains("/lines/", StringComparison.Ordinal) && !first.Any(segment => name.EndsWith(segment, StringComparison.Ordinal)));
        using var cache = _corpus.Open(store, new() { Jobs = 3 });
        using var dataset = _corpus.Dataset(cache, new() { Seed = 4, AugmentProbability = 0.5 });
        using var batches = new BatchLoader(dataset, Options).GetEnumerator();

        // A range has about 50 samples; a pool has 30 at least and 60 at most, so that the first one lies in two ranges.
        var begun = Take(batches, 2);
        var present = _corpus.Local.ListSegments(SegmentKind.Lines);
        Assert.InRange(present.Count, 1, 2);
        Assert.All(present, segment => Assert.Contains(segment, first));
        Assert.True(store.Reading > 0);
        store.OpenGate();
        var rest = Take(batches, int.MaxValue);

        Assert.Equal(expected, begun.Concat(rest));
    }

    [Fact]
    public void Without_ranges_the_batches_are_those_of_a_local_cache_as_well()
    {
        using var local = _corpus.Dataset(_corpus.OpenOrigin(), new() { Seed = 4, AugmentProbability = 0.5 });
        using var remote = _corpus.Dataset(_corpus.Open(), new() { Seed = 4, AugmentProbability = 0.5 });
        var (one, other) = (new BatchLoader(local, Options with { QuasiRandomRanges = 0 }), new BatchLoader(remote, Options with { QuasiRandomRanges = 0 }));

        Assert.Equal(one.AsEnumerable().Select(BatchCopy.Of), other.AsEnumerable().Select(BatchCopy.Of));

        // Which lines have images a copy does not look for: it would wait for all of them.
        Assert.Equal((one.State with { Images = null }).ToJson(), other.State.ToJson());
        one.Resume(other.State);
        other.Resume(one.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void What_will_be_read_soon_comes_before_what_nobody_has_spoken_of(int threads)
    {
        using var local = _corpus.Dataset(_corpus.OpenOrigin(), new() { Seed = 9 });
        var order = new QuasiRandomOrder(local, RemoteCorpus.Segments).RangesOf(seed: 9, epoch: 0).Select(range => $"segments/{_corpus.Lines[range].File}").ToArray();

        // One transfer beside that of readers, and it stands at its first segment until the loader has begun.
        var begun = new TaskCompletionSource();
        var store = _corpus.Gate(name => false);
        using var dataset = _corpus.Dataset(_corpus.Open(store, new() { Jobs = 1 }), new() { Seed = 9 });
        using var batches = new BatchLoader(dataset, Options with { Threads = threads, Prefetch = 0 }).GetEnumerator();
        Take(batches, int.MaxValue);

        var read = store.Read.Where(name => name.Contains("/lines/", StringComparison.Ordinal)).ToList();
        Assert.Equal(RemoteCorpus.Segments, read.Count);
        Assert.True(read.IndexOf(order[0]) < RemoteCorpus.Segments / 2 + 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Leaving_an_epoch_does_not_wait_for_segments_that_have_not_come(int threads)
    {
        var store = _corpus.Gate();
        using var dataset = _corpus.Dataset(_corpus.Open(store));
        using var left = new CancellationTokenSource();
        var loader = new BatchLoader(dataset, Options with { Threads = threads });
        var training = Task.Factory.StartNew(() => loader.Enumerate(0, left.Token).Count(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        SpinWait.SpinUntil(() => store.Reading > 0);

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training);
        Assert.False(loader.Dataset.Cache.TryFind("no such text", new("c", "c.ttf", "/nowhere/c.ttf"), 32, out _));
    }

    [Fact]
    public void A_line_that_is_joined_with_another_one_needs_no_segment_of_another_range()
    {
        var options = AugmentationOptions.None with { ConcatenationProbability = 1 };
        using var local = _corpus.Dataset(_corpus.OpenOrigin(), new() { Seed = 4, AugmentProbability = 1, Augmentation = options });
        var first = new QuasiRandomOrder(local, RemoteCorpus.Segments).RangesOf(seed: 4, epoch: 0)[..2].Select(range => _corpus.Lines[range].File).ToArray();
        var store = _corpus.Gate(name => name.Contains("/lines/", StringComparison.Ordinal) && !first.Any(segment => name.EndsWith(segment, StringComparison.Ordinal)));
        using var dataset = _corpus.Dataset(_corpus.Open(store), new() { Seed = 4, AugmentProbability = 1, Augmentation = options });

        using var batch = new BatchLoader(dataset, Options with { WidthBuckets = 0, Threads = 0 }).Enumerate().First();

        Assert.All(batch.Texts, text => Assert.Contains(' ', text));
    }

    public void Dispose() => _corpus.Dispose();

    private static List<string> Take(IEnumerator<Batch> batches, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count && batches.MoveNext())
        {
            taken.Add(BatchCopy.Of(batches.Current));
        }

        return taken;
    }
}
