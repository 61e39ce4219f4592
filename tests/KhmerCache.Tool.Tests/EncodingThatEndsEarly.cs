using System.Diagnostics.Metrics;
using KhmerCache.Storage;
using KhmerCache.Tool.Exports;

namespace KhmerCache.Tool.Tests;

/// <summary>
/// Pictures are encoded a block ahead of what is written. Whoever stops reading closes the cache next, and a thread that still decodes then reads memory that is no longer there: the
/// process dies of it. So nothing may be at work once the reading has ended, for whatever reason.
/// </summary>
public sealed class EncodingThatEndsEarly : IDisposable
{
    private const int Block = 512;
    private const string Drawn = "a picture that takes a while";

    private readonly Workspace _workspace = new();
    private readonly MeterListener _everyDecode = new();
    private readonly CacheReader _reader;
    private readonly ExportImage _slow;
    private readonly ExportImage _damaged;
    private Action? _onDecoded;

    public EncodingThatEndsEarly()
    {
        _workspace.Pregenerate().Exits(0);
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            var noise = new byte[200 * 200];
            new Random(1).NextBytes(noise);
            cache.CacheImage(Drawn, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), new LineImage(200, 200, noise));
        }

        // A run can't be drawn without its masks; a picture that was put in by hand needs none.
        Directory.Delete(_workspace.PathOf("cache/segments/glyphs"), recursive: true);
        _reader = CacheReader.Open(new CacheFolder(_workspace.Cache), (_, _) => { });
        var images = _reader.ReadAll().Select(entry => new ExportImage(entry.Text, entry.Image)).ToArray();
        _slow = images.Single(image => image.Text == Drawn);
        _damaged = images.First(image => image.Text != Drawn);

        // While somebody listens, each decode is counted, not one of several.
        _everyDecode.SetMeasurementEventCallback<double>((_, _, _, _) => _onDecoded?.Invoke());
        _everyDecode.Start();
        _everyDecode.EnableMeasurementEvents(CacheMetrics.DecodeDuration);
    }

    public void Dispose()
    {
        _everyDecode.Dispose();
        _reader.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void The_block_ahead_is_done_when_an_image_is_damaged()
    {
        var images = Enumerable.Repeat(_damaged, Block).Concat(Enumerable.Repeat(_slow, 2 * Block));

        Assert.Equal(DiagnosticCodes.Missing, Assert.Throws<KhmerCacheException>(() => Read(images)).Diagnostic.Code);

        Assert.Equal(Block, _reader.DecodeTimes.Timed);
    }

    [Fact]
    public void The_block_ahead_is_done_when_the_one_who_writes_fails()
    {
        // A full disk, at the first picture.
        Assert.Throws<IOException>(() => Read(Enumerable.Repeat(_slow, 3 * Block), _ => throw new IOException()));

        Assert.Equal(2 * Block, _reader.DecodeTimes.Timed);
    }

    [Fact]
    public void Nothing_is_at_work_when_the_work_was_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        _onDecoded = () =>
        {
            if (_reader.DecodeTimes.Timed >= 20)
            {
                cancellation.Cancel();
            }
        };

        Assert.ThrowsAny<OperationCanceledException>(() => Read(Enumerable.Repeat(_slow, 3 * Block), cancellationToken: cancellation.Token));

        var decoded = _reader.DecodeTimes.Timed;
        Thread.Sleep(100);
        Assert.Equal(decoded, _reader.DecodeTimes.Timed);
        Assert.InRange(decoded, 20, Block);
    }

    private static void Read(IEnumerable<ExportImage> images, Action<EncodedImage>? write = null, CancellationToken cancellationToken = default)
    {
        foreach (var image in PictureEncoder.Encode(images, _ => { }, cancellationToken))
        {
            write?.Invoke(image);
        }
    }
}
