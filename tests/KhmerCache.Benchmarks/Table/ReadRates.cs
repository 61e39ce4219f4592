using System.Diagnostics;
using KhmerCache.Loading;
using KhmerCache.Storage;

namespace KhmerCache.Benchmarks.Table;

/// <summary>How many images a second one thread reads in random order, beside loops over pixels that are decoded already.</summary>
internal sealed class ReadRates
{
    private const int MaxImages = 200_000;

    /// <summary>Few enough to hold decoded, and many more than fit in a processor's cache.</summary>
    private const int DecodedImages = 20_000;

    private static readonly TimeSpan MeasuredTime = TimeSpan.FromSeconds(1);

    private readonly Random _random = new(1);

    /// <summary>Measures all rates of a cache.</summary>
    public ReadRates(string cache)
    {
        using var reader = CacheReader.Open(new CacheFolder(cache));
        var step = 1 + reader.Index.Segments.Sum(segment => (long)segment.Images) / MaxImages;
        var sample = reader.ReadAll().Where((_, index) => index % step == 0).ToArray();
        var images = Array.ConvertAll(sample, image => image.Image);
        var decoded = Array.ConvertAll(images[..Math.Min(images.Length, DecodedImages)], image => image.ToImage().Pixels.ToArray());
        var bytes = new byte[images.Max(image => image.Width * image.Height)];
        var floats = new float[bytes.Length];
        using var opened = ImageCache.Open(cache);
        var asked = Array.ConvertAll(sample, image => (image.Text, Font: FontDescriptor.FromPath(image.Recipe.FontPath, Corpus.Repository), image.Recipe.ImageHeight));
        Pixels = decoded.Average(image => image.Length);
        for (var round = 0; round < 3; round++)
        {
            Bytes = Math.Max(Bytes, Measure(images.Length, i => images[i].CopyTo(bytes)));
            Check(reader, isUnchecked: true);
            UncheckedBytes = Math.Max(UncheckedBytes, Measure(images.Length, i => images[i].CopyTo(bytes)));
            Check(reader, isUnchecked: false);
            FoundBytes = Math.Max(FoundBytes, Measure(images.Length, i =>
            {
                _ = opened.TryFind(asked[i].Text, asked[i].Font, asked[i].ImageHeight, out var image);
                image.CopyTo(bytes);
            }));
            Floats = Math.Max(Floats, Measure(images.Length, i => images[i].CopyTo(floats)));
            CopyLoop = Math.Max(CopyLoop, Measure(decoded.Length, i => decoded[i].CopyTo(bytes, 0)));
            FloatLoop = Math.Max(FloatLoop, Measure(decoded.Length, i => PixelNormalizer.Normalize(decoded[i], floats)));
            FloatLoopInCache = Math.Max(FloatLoopInCache, Measure(decoded.Length, i => PixelNormalizer.Normalize(decoded[i % 16], floats)));
        }
    }

    /// <summary>The mean number of pixels of an image.</summary>
    public double Pixels { get; }

    public double Bytes { get; }

    /// <summary>As <see cref="Bytes"/>, each image looked for by its text.</summary>
    public double FoundBytes { get; }

    /// <summary>As <see cref="Bytes"/>, without checksums.</summary>
    public double UncheckedBytes { get; }

    public double Floats { get; }

    public double CopyLoop { get; }

    public double FloatLoop { get; }

    /// <summary>As <see cref="FloatLoop"/>, over pixels that the processor's cache holds: what the arithmetic and the stores alone take.</summary>
    public double FloatLoopInCache { get; }

    private static void Check(CacheReader reader, bool isUnchecked)
    {
        foreach (var segment in reader.Index.Segments)
        {
            segment.IsUnchecked = isUnchecked;
        }
    }

    private double Measure(int count, Action<int> read)
    {
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 300;)
        {
            read(_random.Next(count));
        }

        var (done, watch) = (0L, Stopwatch.StartNew());
        while (watch.Elapsed < MeasuredTime)
        {
            for (var i = 0; i < 500; i++)
            {
                read(_random.Next(count));
            }

            done += 500;
        }

        return done / watch.Elapsed.TotalSeconds;
    }
}
