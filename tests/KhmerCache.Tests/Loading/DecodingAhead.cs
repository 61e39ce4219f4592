using KhmerCache.Datasets;
using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Tests.Loading;

/// <summary>Guards against batches that depend on which thread was done first, and against threads and memory that outlive whoever asked for them.</summary>
[Collection(Alone)]
public sealed class DecodingAhead : IDisposable
{
    internal const string Alone = "Alone: the memory of batches is counted for the whole process";

    private readonly SmallCorpus _corpus = new(120);
    private readonly ImageCache _cache;

    public DecodingAhead() => _cache = _corpus.OpenCache();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 4)]
    [InlineData(2, 1)]
    [InlineData(7, 9)]
    public void Batches_and_their_order_do_not_depend_on_threads(int threads, int prefetch)
    {
        var dataset = _corpus.Open(options: new() { Seed = 5, AugmentProbability = 0.7 }, cache: _cache);
        var options = new BatchLoaderOptions { BatchSize = 7, Shuffle = true, WidthBuckets = 3, Vocabulary = new("កខគឃ 0123456789"), Threads = 0 };
        var expected = new BatchLoader(dataset, options).Enumerate(epoch: 3).Select(BatchCopy.Of).ToArray();
        var loader = new BatchLoader(dataset, options with { Threads = threads, Prefetch = prefetch });

        Assert.Equal(expected, loader.Enumerate(epoch: 3).Select(BatchCopy.Of));
        Assert.Equal(expected, loader.EnumerateAsync(epoch: 3).Select(BatchCopy.Of).ToBlockingEnumerable());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Whoever_leaves_early_leaves_no_thread_and_no_memory_in_use(int threads)
    {
        var renderer = new MadeUpRenderer();
        var dataset = _corpus.Open(options: new() { UseCache = false }, cache: _corpus.OpenCache(new() { Renderer = renderer }));
        var before = BatchMemory<float>.Outstanding;

        foreach (var batch in new BatchLoader(dataset, new() { BatchSize = 4, Threads = threads, Prefetch = 5 }))
        {
            batch.Dispose();
            break;
        }

        Assert.NotEmpty(renderer.Threads);
        Assert.DoesNotContain(renderer.Threads, thread => thread != Thread.CurrentThread && thread.IsAlive);
        Assert.Equal(before, BatchMemory<float>.Outstanding);
    }

    [Fact]
    public void No_more_batches_are_ready_than_there_is_room_for()
    {
        var renderer = new MadeUpRenderer();
        var dataset = _corpus.Open(options: new() { UseCache = false }, cache: _corpus.OpenCache(new() { Renderer = renderer }));
        using var batches = new BatchLoader(dataset, new() { BatchSize = 1, Threads = 2, Prefetch = 3 }).GetEnumerator();

        Assert.True(batches.MoveNext());
        SpinWait.SpinUntil(() => renderer.Drawn.Count >= 6, TimeSpan.FromSeconds(10));
        Thread.Sleep(50);

        // The one that was taken, three that wait, one for each thread, and two that are planned.
        Assert.InRange(renderer.Drawn.Count, 2, 8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_cancelled_enumeration_ends_with_that_and_leaves_nothing(int threads)
    {
        var before = BatchMemory<float>.Outstanding;
        var loader = new BatchLoader(_corpus.Open(cache: _cache), new() { BatchSize = 3, Threads = threads });
        using var cancellation = new CancellationTokenSource();
        var received = 0;

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var batch in loader.Enumerate(0, cancellation.Token))
            {
                batch.Dispose();
                if (++received == 4)
                {
                    cancellation.Cancel();
                }
            }
        });
        Assert.Equal(4, received);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await loader.EnumerateAsync(0, cancellation.Token).FirstAsync(CancellationToken.None));
        Assert.Equal(before, BatchMemory<float>.Outstanding);
    }

    [Fact]
    public async Task Whoever_waits_for_a_batch_is_cancelled_while_it_is_still_drawn()
    {
        using var gate = new ManualResetEventSlim();
        var dataset = _corpus.Open(options: new() { UseCache = false }, cache: _corpus.OpenCache(new() { Renderer = Gated(gate, out var entered) }));
        using var cancellation = new CancellationTokenSource();
        using (var stream = new BatchStream(dataset, new() { BatchSize = 1, Threads = 2 }, epoch: 0, skip: 0))
        {
            Exception? thrown = null;
            var waiting = new Thread(() => thrown = Record.Exception(() => stream.TryTake(out _, cancellation.Token)));
            waiting.Start();
            entered.Wait();
            Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));

            await cancellation.CancelAsync();

            Assert.True(waiting.Join(TimeSpan.FromSeconds(30)));
            Assert.IsAssignableFrom<OperationCanceledException>(thrown);
            Assert.False(gate.IsSet);
            gate.Set();
        }
    }

    [Fact]
    public async Task So_is_whoever_waits_without_a_thread()
    {
        using var gate = new ManualResetEventSlim();
        var dataset = _corpus.Open(options: new() { UseCache = false }, cache: _corpus.OpenCache(new() { Renderer = Gated(gate, out var entered) }));
        using var cancellation = new CancellationTokenSource();
        using (var stream = new BatchStream(dataset, new() { BatchSize = 1, Threads = 2 }, epoch: 0, skip: 0))
        {
            var waiting = stream.TakeAsync(cancellation.Token).AsTask();
            entered.Wait();
            Assert.False(waiting.IsCompleted);

            await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.False(gate.IsSet);
            gate.Set();
        }
    }

    /// <summary>Each way to say the token has it arrive: the first batch can come once the token is cancelled only, and then does not.</summary>
    [Theory]
    [InlineData("Enumerate")]
    [InlineData("EnumerateAsync")]
    [InlineData("EnumerateAsync with cancellation")]
    [InlineData("the loader with cancellation")]
    public async Task Every_enumeration_can_be_cancelled_before_its_first_batch(string way)
    {
        using var gate = new ManualResetEventSlim();
        var loader = new BatchLoader(
            _corpus.Open(options: new() { UseCache = false }, cache: _corpus.OpenCache(new() { Renderer = Gated(gate, out var entered) })), new() { BatchSize = 1, Threads = 2 });
        using var cancellation = new CancellationTokenSource();
        var token = cancellation.Token;
        var before = BatchMemory<float>.Outstanding;

        var first = Task.Run(async () => way switch
        {
            "Enumerate" => FirstOf(loader.Enumerate),
            "EnumerateAsync" => await First(loader.EnumerateAsync(0, token)),
            "EnumerateAsync with cancellation" => await First(loader.EnumerateAsync(0), token),
            _ => await First(loader, token),
        });
        entered.Wait();

        // The enumeration ends where it is told, and waits for its threads there.
        var cancelling = cancellation.CancelAsync();
        gate.Set();
        await cancelling;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal((0, 0L), (loader.State.Epoch, loader.State.Batch));
        Assert.Equal(before, BatchMemory<float>.Outstanding);

        Batch FirstOf(Func<int, CancellationToken, IEnumerable<Batch>> enumerate) => enumerate(0, token).First();

        static async Task<Batch> First(IAsyncEnumerable<Batch> batches, CancellationToken token = default)
        {
            await foreach (var batch in batches.WithCancellation(token))
            {
                return batch;
            }

            throw new InvalidOperationException("There was no batch.");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task An_exception_comes_there_without_a_thread_that_waits_as_well(int threads)
    {
        var vocabulary = new Vocabulary("កខគឃ012345678", UnknownCharacters.Throw);
        var loader = new BatchLoader(_corpus.Open(cache: _cache), new() { BatchSize = 4, Threads = threads, Vocabulary = vocabulary });
        var before = BatchMemory<float>.Outstanding;
        var received = new List<int>();

        var error = await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await foreach (var batch in loader)
            {
                received.AddRange(batch.Indices);
                batch.Dispose();
            }
        });

        Assert.Equal(Enumerable.Range(0, 8), received);
        Assert.Equal((0, 2L), (loader.State.Epoch, loader.State.Batch));
        Assert.Contains($"of '{_corpus.Texts[9]}' is not in the vocabulary", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, BatchMemory<float>.Outstanding);
    }

    /// <summary>Guards against threads that work on after an error, because one of them was just being given its work when another one met it.</summary>
    [Fact]
    public void No_work_is_begun_after_an_error()
    {
        using var gate = new ManualResetEventSlim();
        using var second = new ManualResetEventSlim();
        var threads = new System.Collections.Concurrent.ConcurrentBag<Thread>();
        using var prefetcher = new Prefetcher<int, Batch>(Work().GetEnumerator(), () => Fail, threads: 2, ahead: 20);

        Assert.Throws<InvalidOperationException>(() => prefetcher.TryTake(out _, CancellationToken.None));
        gate.Set();

        // They end of themselves, long before there is no more room.
        Assert.True(SpinWait.SpinUntil(() => threads.Count == 2, TimeSpan.FromSeconds(30)));
        Assert.All(threads.Distinct(), thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));
        Assert.Equal(2, threads.Count);

        Batch? Fail(int work)
        {
            threads.Add(Thread.CurrentThread);
            if (work > 0)
            {
                return null;
            }

            second.Wait();
            throw new InvalidOperationException();
        }

        IEnumerable<int> Work()
        {
            yield return 0;
            second.Set();
            gate.Wait();
            for (var work = 1; ; work++)
            {
                yield return work;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void An_exception_comes_where_its_batch_would_have_come(int threads)
    {
        // The digit 9 stands in the lines 9, 19, 29 and so on: in the third batch of four for the first time.
        var vocabulary = new Vocabulary("កខគឃ012345678", UnknownCharacters.Throw);
        var before = BatchMemory<float>.Outstanding;
        var received = new List<int>();

        var error = Assert.Throws<ArgumentException>(() =>
        {
            foreach (var batch in new BatchLoader(_corpus.Open(cache: _cache), new() { BatchSize = 4, Threads = threads, Vocabulary = vocabulary }))
            {
                received.AddRange(batch.Indices);
                batch.Dispose();
            }
        });

        Assert.Equal(Enumerable.Range(0, 8), received);
        Assert.Contains($"U+0039 '9' of '{_corpus.Texts[9]}' is not in the vocabulary", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, BatchMemory<float>.Outstanding);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var dataset = _corpus.Open(cache: _cache);
        BatchLoaderOptions[] wrong =
        [
            new() { BatchSize = 0 }, new() { PixelBudget = -1 }, new() { WidthBuckets = -1 }, new() { WorldSize = 0 }, new() { Rank = -1 },
            new() { Rank = 2, WorldSize = 2 }, new() { Threads = -1 }, new() { Prefetch = -1 },
        ];

        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(dataset, options)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KhmerCorpusDatasetOptions { AugmentProbability = 1.1 });
    }

    /// <summary>A renderer that waits for a gate before it draws its first line.</summary>
    private static MadeUpRenderer Gated(ManualResetEventSlim gate, out ManualResetEventSlim entered)
    {
        var inside = entered = new ManualResetEventSlim();
        return new MadeUpRenderer
        {
            Refuses = (_, _) =>
            {
                inside.Set();
                gate.Wait();
                return false;
            },
        };
    }

    public void Dispose()
    {
        _cache.Dispose();
        _corpus.Dispose();
    }
}

[CollectionDefinition(DecodingAhead.Alone, DisableParallelization = true)]
public sealed class DecodingAheadAlone;
