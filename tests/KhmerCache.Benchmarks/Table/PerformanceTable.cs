using System.Globalization;
using System.Runtime.InteropServices;
using KhmerCache.Storage;

namespace KhmerCache.Benchmarks.Table;

/// <summary>
/// The figures of docs/performance.md, measured beside their peers in one run: <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- table</c>.
/// With <c>--quick</c>, a tenth of the images, to see that all of it works.
/// </summary>
internal sealed class PerformanceTable : IDisposable
{
    private readonly string _corpus;
    private readonly string _fonts = Path.Combine(Corpus.Repository, "fonts", "khmeros");
    private readonly string _folder = Directory.CreateTempSubdirectory("khmercache-table-").FullName;
    private readonly int _part;

    private PerformanceTable(bool isQuick)
    {
        _part = isQuick ? 10 : 1;
        var shared = Path.Combine(Corpus.Repository, "..", "shared", "corpus", "libreoffice_help.mpl-2.0.txt");
        _corpus = File.Exists(shared) ? shared : Corpus.Split.Files[0];
    }

    private string Fonts => Path.Combine(_fonts, "*.ttf");

    /// <summary>Measures, and prints a row of a Markdown table for each figure.</summary>
    public static void Print(bool isQuick)
    {
        using var table = new PerformanceTable(isQuick);
        Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}; corpus {Path.GetFileName(table._corpus)}");
        Console.WriteLine();
        Console.WriteLine("| | measured | goal | beside it |");
        Console.WriteLine("|---|---|---|---|");
        table.PrintRealCorpus();
        table.PrintReading();
        table.PrintMillion();
        table.PrintGrowth();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Row(string what, FormattableString measured, string goal, FormattableString beside) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {measured.ToString(CultureInfo.InvariantCulture)} | {goal} | {beside.ToString(CultureInfo.InvariantCulture)} |"));

    private static double Best(int times, Func<double> measure) => Enumerable.Range(0, times).Min(_ => measure());

    private string Cache(string name) => Path.Combine(_folder, name);

    private void PrintRealCorpus()
    {
        var images = (double)Processes.Pregenerate(_corpus, Fonts, Cache("real"), jobs: 1).Json["rendered"]!;
        var one = images / Best(3, () => (double)Processes.Pregenerate(_corpus, Fonts, Cache("real"), jobs: 1).Json["seconds"]!);
        var stats = Processes.Khmercache("stats", "--cache-dir", Cache("real")).Json;
        var shaped = Peers.HbShape(_corpus, Directory.GetFiles(_fonts, "*.ttf"));
        var files = Peers.Files(_corpus, _fonts, 20_000 / _part, Cache("files"));
        var tree = Cache("tree");
        var head = LargeCorpus.Write(_corpus, 2_500 / _part, _folder);
        Processes.Pregenerate(head, Fonts, Cache("head"), jobs: 2);
        Processes.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "KhmerCache.Tool.dll"), "export", "--format", "files", "--cache-dir", Cache("head"), "--output", tree]);
        _lmdb = Peers.Lmdb(tree, Cache("lmdb"));
        Row("bytes an image, all files", $"{(double)stats["bytes_per_image"]!:F1}", "200, then 120", $"PNG and JSON files {files?.Bytes:N0}, raw LMDB {_lmdb?.Bytes:N0}");
        Row("pregenerate, one job", $"{one:N0} images/s, {one / shaped:P0} of hb-shape", "60 %", $"hb-shape {shaped:N0} lines/s; Pillow and files {files?.Pregenerated:N0} images/s");
    }

    private (double Loaded, double Bytes)? _lmdb;

    private void PrintReading()
    {
        var rates = new ReadRates(Cache("real"));
        Row("load to 8-bit pixels", $"{rates.Bytes:N0}/s, {rates.Bytes / _lmdb?.Loaded:F1} x raw LMDB", "1.5 x", $"raw LMDB {_lmdb?.Loaded:N0}/s; copying decoded pixels {rates.CopyLoop:N0}/s");
        Row("the checksums' part of that", $"{1 - rates.Bytes / rates.UncheckedBytes:P0}", "", $"without them {rates.UncheckedBytes:N0}/s");
        Row("the same, found by text", $"{rates.FoundBytes:N0}/s, {rates.FoundBytes / _lmdb?.Loaded:F1} x raw LMDB", "", $"");
        Row(
            "load to float32",
            $"{rates.Floats:N0}/s, {rates.Floats / rates.FloatLoop:P0} of the plain loop",
            "60 %",
            $"plain loop over decoded images {rates.FloatLoop:N0}/s; over 16 of them, {rates.FloatLoopInCache:N0}/s; {rates.Pixels:N0} pixels an image");
    }

    private void PrintMillion()
    {
        var lines = LargeCorpus.Write(_corpus, 125_000 / _part, _folder);
        var one = Processes.Pregenerate(lines, Fonts, Cache("million"), jobs: 1);
        var two = Processes.Pregenerate(lines, Fonts, Cache("million"), jobs: 2);
        var oneSeconds = (double)one.Json["seconds"]!;
        Row("pregenerate, two jobs", $"{oneSeconds / (double)two.Json["seconds"]!:F2} x one job", "1.8 x", $"{(double)two.Json["rendered"]!:N0} images in {(double)two.Json["seconds"]!:F1} s and {oneSeconds:F1} s");
        Row("memory, one job and two", $"{one.Megabytes:N0} MB and {two.Megabytes:N0} MB", "400 MB", $"{(double)two.Json["rendered"]!:N0} images of 8 fonts");
        var single = LargeCorpus.Write(_corpus, 1_000_000 / _part, _folder);
        var alone = Processes.Pregenerate(single, Path.Combine(_fonts, "KhmerOS.ttf"), Cache("single"), jobs: 2);
        Row("memory, one font", $"{alone.Megabytes:N0} MB", "400 MB", $"{(double)alone.Json["rendered"]!:N0} images, as many lines");
        var again = Best(3, () => Processes.PregenerateMore(lines, Fonts, Cache("million"), jobs: 2).Seconds);
        var singleAgain = Best(3, () => Processes.PregenerateMore(single, Path.Combine(_fonts, "KhmerOS.ttf"), Cache("single"), jobs: 2).Seconds);
        Row("nothing to do", $"{again:F2} s; one font {singleAgain:F2} s", "1.5 s", $"the whole process; its start alone {Best(3, () => Processes.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "KhmerCache.Tool.dll"), "--version"]).Seconds):F2} s");
        var (first, open) = OpeningTime.Measure(Cache("million"));
        Row("open, first image in hand", $"{open:F1} ms", "50 ms", $"the first time in a process {first:F0} ms");
        var rates = new ReadRates(Cache("million"));
        Row("load to 8-bit pixels, the large cache", $"{rates.Bytes:N0}/s; found by text {rates.FoundBytes:N0}/s", "", $"float32 {rates.Floats:N0}/s");
    }

    private void PrintGrowth()
    {
        var (small, large) = (3_750 / _part, 375_000 / _part);
        var (smallCorpus, largeCorpus) = (LargeCorpus.Write(_corpus, small, _folder), LargeCorpus.Write(_corpus, large, _folder));
        var few = Processes.Pregenerate(smallCorpus, Fonts, Cache("few"), jobs: 2).Json;
        var fewCost = Best(3, () => (double)Processes.Pregenerate(smallCorpus, Fonts, Cache("few"), jobs: 2).Json["seconds"]!) / (double)few["rendered"]!;
        var many = Processes.Pregenerate(largeCorpus, Fonts, Cache("many"), jobs: 2);
        var manyCost = (double)many.Json["seconds"]! / (double)many.Json["rendered"]!;
        Row(
            "cost of an image, many to few",
            $"{manyCost / fewCost:F2} x",
            "1.15 x",
            $"{manyCost * 1e6:F1} us of {(double)many.Json["rendered"]!:N0}, {fewCost * 1e6:F1} us of {(double)few["rendered"]!:N0}; {many.Megabytes:N0} MB");
        Row("bytes an image, many and few", $"{BytesOf("many"):F1} and {BytesOf("few"):F1}", "", $"");
        var manifest = Manifest.Read(new CacheFolder(Cache("many")))!;
        Row("segments of the large one", $"{manifest.Segments.Count}", "", $"");
    }

    private double BytesOf(string cache) => (double)Processes.Khmercache("stats", "--cache-dir", Cache(cache)).Json["bytes_per_image"]!;
}
