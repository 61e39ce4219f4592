using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Benchmarks.Growing;

/// <summary>
/// What becomes of a cache to which each build adds one line, since each leaves segments of its own: <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- growth</c>.
/// The eight KhmerOS fonts and QuickStart's lines; the last row is of the same images after <c>compact</c>.
/// </summary>
internal sealed class GrowthRates : IDisposable
{
    private const int FirstLines = 4000;
    private const int Builds = 300;

    /// <summary>Builds whose median counts.</summary>
    private const int Samples = 9;

    private static readonly int[] Stops = [Samples, 100, 200, Builds];

    private readonly string _folder = Directory.CreateTempSubdirectory("khmercache-growth-").FullName;
    private readonly string[] _lines = [.. File.ReadLines(Corpus.Split.Files[0]).Select(line => line.Trim()).Distinct(StringComparer.Ordinal)];

    private string Cache => Path.Combine(_folder, "cache");

    private string CorpusFile => Path.Combine(_folder, "corpus.txt");

    /// <summary>Measures, and prints a row of a Markdown table for each stop.</summary>
    public static void Print()
    {
        using var rates = new GrowthRates();
        Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");
        Console.WriteLine();
        rates.Measure();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Measure()
    {
        var rows = new List<Row>();
        var times = new List<double>();
        Build(FirstLines);
        for (var build = 1; build <= Builds; build++)
        {
            times.Add(Time(() => Build(FirstLines + build)));
            if (Stops.Contains(build))
            {
                rows.Add(Look($"{build}", FirstLines + build, Median(times[^Samples..])));
            }
        }

        Compactor.Run(new CacheFolder(Cache));
        var compacted = Look("compacted", FirstLines + Builds, 0);
        var after = Enumerable.Range(1, Samples).Select(build => Time(() => Build(FirstLines + Builds + build))).ToList();
        rows.Add(compacted with { Build = Median(after) });
        Print(rows, rows[^1]);
    }

    private static void Print(List<Row> rows, Row whole)
    {
        Console.WriteLine("| builds of one line | segments | MB | open, ms | | find, ns | | build of one more line, ms | | build with nothing to do, ms | |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Segments} | {row.Megabytes:F2} | {row.Open:F1} | {row.Open / whole.Open:F2} × | {row.Find:F0} | {row.Find / whole.Find:F2} × | {row.Build:F1} | {row.Build / whole.Build:F2} × | {row.Again:F1} | {row.Again / whole.Again:F2} × |"));
        }
    }

    private void Build(int lines)
    {
        File.WriteAllLines(CorpusFile, _lines.Take(lines));
        Pregenerator.Run(new PregenerationOptions
        {
            CacheDirectory = Cache,
            Fonts = Corpus.Fonts,
            Splits = [new SplitDescriptor("train", [CorpusFile])],
            Lint = LintMode.Never,
            OnUnrenderable = OnUnrenderable.Skip,
        });
    }

    private Row Look(string name, int lines, double build)
    {
        var folder = new CacheFolder(Cache);
        var files = Directory.GetFiles(Cache, "*", SearchOption.AllDirectories);
        var open = Median([.. Enumerable.Range(0, 31).Select(_ => Time(() =>
        {
            using var opened = ImageCache.Open(Cache);
            opened.GetImage(_lines[lines - 1], Corpus.Fonts[0], 32);
        }))]);
        var find = Median([.. Enumerable.Range(0, 9).Select(_ => TimeToFind(lines))]);

        // A compacted cache has no records of plans: the first build looks all of it through.
        Build(lines);
        var again = Median([.. Enumerable.Range(0, Samples).Select(_ => Time(() => Build(lines)))]);
        return new Row(name, folder.ListSegments().Count, files.Sum(file => new FileInfo(file).Length) / 1e6, open, find, build, again);
    }

    private double TimeToFind(int lines)
    {
        using var cache = ImageCache.Open(Cache);
        var random = new Random(1);
        var texts = Enumerable.Range(0, 100_000).Select(_ => (_lines[random.Next(lines)], Corpus.Fonts[random.Next(Corpus.Fonts.Length)])).ToArray();
        var found = 0;
        var milliseconds = Time(() =>
        {
            foreach (var (text, font) in texts)
            {
                found += cache.TryFind(text, font, 32, out _) ? 1 : 0;
            }
        });
        return found > texts.Length / 2 ? milliseconds * 1e6 / texts.Length : throw new InvalidOperationException($"Only {found} of {texts.Length} images are in the cache.");
    }

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>What was measured; times in milliseconds, that of finding in nanoseconds.</summary>
    private sealed record Row(string Name, int Segments, double Megabytes, double Open, double Find, double Build, double Again);
}
