using System.Globalization;
using System.Runtime.InteropServices;
using KhmerCache.Benchmarks.Table;

namespace KhmerCache.Benchmarks.Sharding;

/// <summary>
/// How long a merge of shards takes, and how much memory: <c>dotnet run -c Release --project tests/KhmerCache.Benchmarks -- merge</c>. Shards of 100,000 images in the eight KhmerOS
/// fonts, each in a folder of its own, made and merged by the tool in processes of their own; with <c>--quick</c>, of a tenth of that.
/// </summary>
internal sealed class MergeRates : IDisposable
{
    private const int Fonts = 8;

    private static readonly int[] Counts = [8, 64];

    private readonly string _folder = Directory.CreateTempSubdirectory("khmercache-merge-").FullName;
    private readonly string _corpus;
    private readonly int _images;

    private MergeRates(bool isQuick)
    {
        _images = isQuick ? 10_000 : 100_000;
        var shared = Path.Combine(Corpus.Repository, "..", "shared", "corpus", "libreoffice_help.mpl-2.0.txt");
        _corpus = File.Exists(shared) ? shared : Corpus.Split.Files[0];
    }

    /// <summary>Measures, and prints a row of a Markdown table for each number of shards.</summary>
    public static void Print(bool isQuick)
    {
        using var rates = new MergeRates(isQuick);
        Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}; corpus {Path.GetFileName(rates._corpus)}");
        Console.WriteLine();
        Console.WriteLine("| shards | images | MB before | MB after | seconds of the merge | images/s | peak memory, MB | seconds of the slowest shard | its peak memory, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var count in Counts)
        {
            rates.Measure(count);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Measure(int count)
    {
        var lines = LargeCorpus.Write(_corpus, count * _images / Fonts, _folder);
        var shards = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{count}"));
        var (slowest, memory) = (0.0, 0.0);
        for (var index = 1; index <= count; index++)
        {
            var made = Processes.Khmercache(
                "pregenerate", "--corpus", $"train={lines}", "--fonts", Path.Combine(Corpus.Repository, "fonts", "khmeros", "*.ttf"), "--project-directory", Corpus.Repository,
                "--lint", "never", "--on-unrenderable", "skip", "--shard", $"{index}/{count}", "--cache-dir", Path.Combine(shards, $"{index}"));
            (slowest, memory) = (Math.Max(slowest, made.Seconds), Math.Max(memory, made.Megabytes));
        }

        var merged = Path.Combine(_folder, "merged");
        var merge = Processes.Khmercache(["merge", "--cache-dir", merged, "--input", .. Directory.GetDirectories(shards)]);
        var images = (long)merge.Json["total_images"]!;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {count} | {images:N0} | {MegabytesOf(shards):N1} | {MegabytesOf(merged):N1} | {merge.Seconds:N1} | {images / merge.Seconds:N0} | {merge.Megabytes:N0} | {slowest:N1} | {memory:N0} |"));
        Directory.Delete(shards, recursive: true);
        Directory.Delete(merged, recursive: true);
    }

    private static double MegabytesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / 1e6;
}
