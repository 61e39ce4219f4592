using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KhmerCache.Benchmarks.Table;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using KhmerCache.Storage;

namespace KhmerCache.Benchmarks.Loading;

/// <summary>
/// The figures of "Loading batches" in docs/performance.md: how many images a second a loader gives, on real lines in eight fonts, and what share of them is padding:
/// <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- load</c>.
/// </summary>
internal static class LoadingRates
{
    private const int BatchSize = 64;
    private const int Epochs = 8;
    private const int Rounds = 3;

    private static readonly BatchLoaderOptions Bucketed = new() { BatchSize = BatchSize, Shuffle = true, WidthBuckets = 64 };

    /// <summary>Measures, and prints two Markdown tables.</summary>
    public static void Print()
    {
        var shared = Path.Combine(Corpus.Repository, "..", "shared", "corpus", "libreoffice_help.mpl-2.0.txt");
        var corpus = File.Exists(shared) ? shared : Corpus.Split.Files[0];
        var folder = Directory.CreateTempSubdirectory("khmercache-load-").FullName;
        Processes.Pregenerate(corpus, Path.Combine(Corpus.Repository, "fonts", "khmeros", "*.ttf"), folder, jobs: 2);
        Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}; corpus {Path.GetFileName(corpus)}");
        using (var cache = ImageCache.Open(folder))
        {
            PrintRates(cache, corpus);
            PrintPadding(cache, corpus);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void PrintRates(ImageCache cache, string corpus)
    {
        var (plain, augmented) = (Open(cache, corpus, 0), Open(cache, corpus, 1));
        var images = Enumerable.Range(0, plain.Count).Where(index => plain.TryFind(index, 0, out _, out _)).Select(index => plain.GetSample(index).Image).ToArray();
        Console.WriteLine($"{plain.Count:N0} lines, {images.Average(image => image.Width):F0} × {images[0].Height} pixels on average, batches of {BatchSize}, shuffled, 64 of them ordered by width together");
        Console.WriteLine();
        Console.WriteLine("| batches | images/s |");
        Console.WriteLine("|---|---|");
        foreach (var threads in new[] { 0, 1, 2 })
        {
            Row($"float32, {Threads(threads)}", plain, Bucketed with { Threads = threads });
        }

        Row($"8-bit, {Threads(2)}", plain, Bucketed with { Threads = 2, Pixels = BatchPixels.Grey });
        Row($"float32, {Threads(2)}, every image augmented with the defaults", augmented, Bucketed with { Threads = 2 });
        var rate = Best(() =>
        {
            var watch = Stopwatch.StartNew();
            var found = Enumerable.Range(0, Epochs).Sum(epoch => new EpochPlan(plain, Bucketed, epoch).Batches().Sum(batch => batch.Samples.Length));
            return found / watch.Elapsed.TotalSeconds;
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| planned only, one thread | {rate:N0} |"));

        // What the machine can do at most: the same floats as often, without any image.
        var floats = new float[BatchSize * images[0].Height * (int)images.Average(image => image.Width)];
        rate = Best(() =>
        {
            var watch = Stopwatch.StartNew();
            Parallel.For(0, 2, _ =>
            {
                var own = new float[floats.Length];
                for (var batch = 0; batch < 500; batch++)
                {
                    Array.Fill(own, batch);
                }
            });
            return 2 * 500 * BatchSize / watch.Elapsed.TotalSeconds;
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| memory filled with as many floats, two threads | {rate:N0} |"));

        static string Threads(int count) => count switch { 0 => "no thread but the asking one", 1 => "one thread", _ => "two threads" };
    }

    private static void PrintPadding(ImageCache cache, string corpus)
    {
        var dataset = Open(cache, corpus, 0);
        Console.WriteLine();
        Console.WriteLine("| padding | batches of 64 | of at most 64 × 32 × 330 pixels |");
        Console.WriteLine("|---|---|---|");
        foreach (var buckets in new[] { 0, 8, 64 })
        {
            var options = Bucketed with { WidthBuckets = buckets };
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(buckets == 0 ? "no width buckets" : $"{buckets} batches ordered by width together")} | {Padding(dataset, options):P1} | {Padding(dataset, options with { PixelBudget = 64 * 32 * 330 }):P1} |"));
        }
    }

    private static double Padding(KhmerCorpusDataset dataset, BatchLoaderOptions options)
    {
        var (used, all) = (0L, 0L);
        foreach (var batch in new EpochPlan(dataset, options, epoch: 0).Batches())
        {
            used += batch.Samples.Sum(sample => (long)sample.Width);
            all += (long)batch.Samples.Length * batch.Samples.Max(sample => sample.Width);
        }

        return 1 - (double)used / all;
    }

    private static void Row(string what, KhmerCorpusDataset dataset, BatchLoaderOptions options)
    {
        var loader = new BatchLoader(dataset, options);
        Run(loader, 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {Best(() => Run(loader, Epochs)):N0} |"));
    }

    private static double Run(BatchLoader loader, int epochs)
    {
        var (images, watch) = (0L, Stopwatch.StartNew());
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var batch in loader.Enumerate(epoch))
            {
                images += batch.Count;
                batch.Dispose();
            }
        }

        return images / watch.Elapsed.TotalSeconds;
    }

    private static double Best(Func<double> measure) => Enumerable.Range(0, Rounds).Max(_ => measure());

    private static KhmerCorpusDataset Open(ImageCache cache, string corpus, double augmentProbability)
    {
        // As the cache knows them; reading opens no font file.
        using var reader = CacheReader.Open(new CacheFolder(cache.Directory));
        var fonts = reader.Valid.Select(recipe => recipe.FontPath).Distinct().Select(path => new FontDescriptor(Path.GetFileNameWithoutExtension(path), path, path));
        return KhmerCorpusDataset.Open(cache, new SplitDescriptor("train", [corpus]), fonts, new() { AugmentProbability = augmentProbability });
    }
}
