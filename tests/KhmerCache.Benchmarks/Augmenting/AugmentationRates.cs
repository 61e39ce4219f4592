using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KhmerCache.Augmentation;
using KhmerCache.Benchmarks.Table;
using KhmerCache.Loading;
using KhmerCache.Storage;

namespace KhmerCache.Benchmarks.Augmenting;

/// <summary>
/// The figures of "Augmentation" in docs/performance.md: how many images a second each effect alters, at the middle of its default range, and the default pipeline,
/// on real lines in eight fonts: <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- augment</c>.
/// </summary>
internal static class AugmentationRates
{
    private const int DecodedImages = 2_000;
    private const int Rounds = 3;

    private static readonly TimeSpan MeasuredTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Measures, and prints a row of a Markdown table for each effect.</summary>
    public static void Print()
    {
        var shared = Path.Combine(Corpus.Repository, "..", "shared", "corpus", "libreoffice_help.mpl-2.0.txt");
        var corpus = File.Exists(shared) ? shared : Corpus.Split.Files[0];
        var folder = Directory.CreateTempSubdirectory("khmercache-augment-").FullName;
        Processes.Pregenerate(corpus, Path.Combine(Corpus.Repository, "fonts", "khmeros", "*.ttf"), folder, jobs: 2);
        Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}; corpus {Path.GetFileName(corpus)}");
        using (var reader = CacheReader.Open(new CacheFolder(folder)))
        {
            Print(reader);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void Print(CacheReader reader)
    {
        var all = reader.ReadAll().Select(image => image.Image).ToArray();
        new Random(1).Shuffle(all);
        var images = Array.ConvertAll(all[..Math.Min(DecodedImages, all.Length)], image => image.ToImage());
        Console.WriteLine($"{images.Average(image => image.Width):F0} × {images[0].Height} pixels on average");
        Console.WriteLine();
        Console.WriteLine("| one thread | images/s | µs an image, more than copying |");
        Console.WriteLine("|---|---|---|");
        var copying = Best(() => OneThread(images, (_, _) => { }));
        Row("copy to the canvas", copying, copying);
        foreach (var (effect, strengths) in StrongerAndStronger.Effects)
        {
            var (name, apply) = strengths[strengths.Length / 2];
            Row($"{effect}, {name}", Best(() => OneThread(images, (canvas, _) => apply(canvas))), copying);
        }

        var pipeline = new AugmentationPipeline(AugmentationOptions.Default);
        Row("default pipeline", Best(() => OneThread(images, (canvas, index) => pipeline.Apply(canvas, seed: 1, epoch: 0, index))), copying);
        Console.WriteLine();
        Console.WriteLine("| two threads, from the cache to float32 | images/s |");
        Console.WriteLine("|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| without augmentation | {Best(() => TwoThreads(all, null)):N0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| default pipeline | {Best(() => TwoThreads(all, pipeline)):N0} |"));
    }

    private static void Row(string what, double rate, double copying) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {rate:N0} | {1e6 / rate - 1e6 / copying:F1} |"));

    private static double Best(Func<double> measure) => Enumerable.Range(0, Rounds).Max(_ => measure());

    private static double OneThread(LineImage[] images, Action<GreyCanvas, int> apply)
    {
        var canvas = new GreyCanvas();
        return Measure(index =>
        {
            var image = images[index % images.Length];
            canvas.Load(image.Pixels, image.Width, image.Height);
            apply(canvas, index);
        });
    }

    private static double TwoThreads(CachedImage[] images, AugmentationPipeline? pipeline)
    {
        var rates = new double[2];
        Parallel.For(0, rates.Length, new ParallelOptions { MaxDegreeOfParallelism = rates.Length }, thread =>
        {
            var (canvas, floats) = (new GreyCanvas(), Array.Empty<float>());
            rates[thread] = Measure(index =>
            {
                var image = images[(index * rates.Length + thread) % images.Length];
                canvas.Reset(image.Width, image.Height);
                image.CopyTo(canvas.Pixels);
                pipeline?.Apply(canvas, seed: 1, epoch: 0, index * rates.Length + thread);
                floats = floats.Length < canvas.Pixels.Length ? new float[2 * canvas.Pixels.Length] : floats;
                PixelNormalizer.Normalize(canvas.Pixels, floats);
            });
        });
        return rates.Sum();
    }

    private static double Measure(Action<int> alter)
    {
        var next = 0;
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 300;)
        {
            alter(next++);
        }

        var (start, watch) = (next, Stopwatch.StartNew());
        while (watch.Elapsed < MeasuredTime)
        {
            for (var i = 0; i < 100; i++)
            {
                alter(next++);
            }
        }

        return (next - start) / watch.Elapsed.TotalSeconds;
    }
}
