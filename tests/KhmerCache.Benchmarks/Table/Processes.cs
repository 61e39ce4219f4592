using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KhmerCache.Benchmarks.Table;

/// <summary>Whole programs, timed from start to end.</summary>
internal static class Processes
{
    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "KhmerCache.Tool.dll");

    /// <summary><c>khmercache …</c>: what it says as JSON, how long it took, and the most memory that it had.</summary>
    public static (JsonObject Json, double Seconds, double Megabytes) Khmercache(params string[] arguments)
    {
        var (output, seconds, megabytes) = Run("dotnet", [Tool, .. arguments, "--json"]);
        return (JsonNode.Parse(output)!.AsObject(), seconds, megabytes);
    }

    /// <summary>A pregeneration into a folder that is emptied before.</summary>
    public static (JsonObject Json, double Seconds, double Megabytes) Pregenerate(string corpus, string fonts, string cache, int jobs)
    {
        if (Directory.Exists(cache))
        {
            Directory.Delete(cache, recursive: true);
        }

        return PregenerateMore(corpus, fonts, cache, jobs);
    }

    /// <summary>A pregeneration into a folder as it is.</summary>
    public static (JsonObject Json, double Seconds, double Megabytes) PregenerateMore(string corpus, string fonts, string cache, int jobs) => Khmercache(
        "pregenerate", "--corpus", $"train={corpus}", "--fonts", fonts, "--cache-dir", cache, "--project-directory", Corpus.Repository, "--jobs", $"{jobs}", "--lint", "never");

    /// <summary>Runs a program to its end.</summary>
    public static (string Output, double Seconds, double Megabytes) Run(string program, IEnumerable<string> arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var memory = 0.0;
        while (!process.WaitForExit(20))
        {
            memory = Math.Max(memory, PeakOf(process.Id));
        }

        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? (output.Result, seconds, memory)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}");
    }

    /// <summary>Whether a program can be started.</summary>
    public static bool Has(string program, params string[] arguments)
    {
        try
        {
            Run(program, arguments);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // The high-water mark of its memory, on Linux; elsewhere what it has at the moment.
    private static double PeakOf(int process)
    {
        try
        {
            var peak = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(peak.AsSpan()["VmHWM:".Length..^"kB".Length], System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}
