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
    private const int Rounds = 5;

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
        var pipeline = new AugmentationPipeline(AugmentationOptions.Default);
        (string What, Func<double> Measure)[] alone =
        [
            ("copy to the canvas", () => OneThread(images, (_, _) => { })),
            .. StrongerAndStronger.Effects.Select<(string Effect, (string Name, Action<GreyCanvas> Apply)[] Strengths), (string, Func<double>)>(effect =>
            {
                var (name, apply) = effect.Strengths[effect.Strengths.Length / 2];
                return ($"{effect.Effect}, {name}", () => OneThread(images, (canvas, _) => apply(canvas)));
            }),
            ("default pipeline", () => OneThread(images, (canvas, index) => pipeline.Apply(canvas, seed: 1, epoch: 0, index))),
        ];
        var rates = Best([.. alone.Select(row => row.Measure), () => TwoThreads(all, null), () => TwoThreads(all, pipeline)]);
        Console.WriteLine("| one thread | images/s | µs an image, more than copying |");
        Console.WriteLine("|---|---|---|");
        for (var row = 0; row < alone.Length; row++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {alone[row].What} | {rates[row]:N0} | {1e6 / rates[row] - 1e6 / rates[0]:F1} |"));
        }

        Console.WriteLine();
        Console.WriteLine("| two threads, from the cache to float32 | images/s |");
        Console.WriteLine("|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| without augmentation | {rates[^2]:N0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| default pipeline | {rates[^1]:N0} |"));
    }

    // Round after round over all of them, so that what else the machine does meets one as much as another.
    private static double[] Best(Func<double>[] measures)
    {
        var best = new double[measures.Length];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < measures.Length; i++)
            {
                best[i] = Math.Max(best[i], measures[i]());
            }
        }

        return best;
    }

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
