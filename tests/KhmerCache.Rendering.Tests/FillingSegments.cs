using System.Collections.Concurrent;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>Threads that shape lines and write segments: whatever their number and pace, each segment is written once, whole and in order.</summary>
public sealed class FillingSegments
{
    private static readonly Recipe Recipe = Recipe.Pixels("a.ttf", 32);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(2, 1)]
    [InlineData(2, 30)]
    [InlineData(5, 30)]
    [InlineData(8, 3)]
    public void Every_chunk_is_shaped_once_and_every_segment_written_once_in_order(int jobs, int segments)
    {
        var work = Segments(segments);
        var shaped = new ConcurrentBag<(SegmentWork Segment, int Chunk)>();
        var written = new List<SegmentWork>();
        var writing = 0;
        var mostAtWork = 0;

        Run(
            jobs,
            work,
            (segment, chunk, worker) =>
            {
                shaped.Add((segment, chunk));
                Thread.SpinWait((chunk * 7919 + worker) % 3000);
                return Complete(segment, chunk, worker);
            },
            segment =>
            {
                Assert.Equal(1, Interlocked.Increment(ref writing));
                Thread.SpinWait(2000);
                mostAtWork = Math.Max(mostAtWork, shaped.Select(chunk => chunk.Segment).Distinct().Count() - written.Count);
                written.Add(segment);
                Interlocked.Decrement(ref writing);
            });

        Assert.Equal(work, written);
        Assert.Equal(work.SelectMany(segment => Enumerable.Range(0, segment.Chunks).Select(chunk => (segment, chunk))).ToHashSet(), shaped.ToHashSet());
        Assert.Equal(work.Sum(segment => segment.Chunks), shaped.Count);
        Assert.InRange(mostAtWork, 1, 3);
    }

    [Fact]
    public void What_is_shaped_when_it_is_cancelled_is_written()
    {
        using var cancellation = new CancellationTokenSource();
        using var isCancelled = new ManualResetEventSlim();
        var work = Segments(3);
        var last = work[0].Chunks + 2;
        var (shaped, written) = (0, new List<int>());

        Assert.Throws<OperationCanceledException>(() => Run(
            2,
            work,
            (segment, chunk, worker) =>
            {
                var number = Interlocked.Increment(ref shaped);
                if (number == last)
                {
                    cancellation.Cancel();
                    isCancelled.Set();
                }
                else if (number > last)
                {
                    // Or the other thread could come to the end before this one gets to cancel.
                    isCancelled.Wait();
                }

                return Complete(segment, chunk, worker);
            },
            segment => written.Add(segment.Drafts.Count),
            cancellation.Token));

        Assert.Equal(work[0].Chunks, written[0]);
        Assert.Equal(shaped, written.Sum());
        Assert.True(shaped < work.Sum(segment => segment.Chunks));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_fails_ends_all_and_is_told(int jobs)
    {
        var work = Segments(20);

        var error = Assert.ThrowsAny<Exception>(() => Run(jobs, work, Complete, segment => throw new IOException("The disk is full.")));

        Assert.Contains("The disk is full.", error.ToString(), StringComparison.Ordinal);
    }

    private static void Run(
        int jobs, SegmentWork[] work, Func<SegmentWork, int, int, bool> shape, Action<SegmentWork> write, CancellationToken cancellationToken = default)
    {
        using var segments = ((IEnumerable<SegmentWork>)work).GetEnumerator();
        new SegmentPipeline(segments, jobs, shape, write).Run(cancellationToken);
    }

    private static bool Complete(SegmentWork segment, int chunk, int worker) => segment.Complete(chunk, segment.DrafterOf(worker).TakeDraft());

    private static SegmentWork[] Segments(int count) =>
    [
        .. Enumerable.Range(0, count).Select(segment => new SegmentWork(
            [.. Enumerable.Range(0, SegmentWork.LinesPerChunk * (1 + segment % 5) + segment % 2).Select(line => new MissingLine(line, [0]))], [Recipe])),
    ];
}
