using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KhmerCache.Rendering.Pregeneration;

namespace KhmerCache.Tool.History;

/// <summary>
/// The last pregenerations of each cache on this machine, for <c>stats</c>. They are no part of the cache, whose files are the same whenever and wherever it was made: they lie in the
/// user's folder for application data, or in the one that the environment variable <c>KHMERCACHE_STATE_DIR</c> names; where that is empty, none are kept.
/// </summary>
internal static class RunLog
{
    private const string Variable = "KHMERCACHE_STATE_DIR";

    /// <summary>The runs that are told of.</summary>
    private const int Kept = 5;

    /// <summary>A file of so many bytes is cut down to those.</summary>
    private const int TooLong = 16_384;

    /// <summary>Notes a run. Where that is not possible, nothing is noted: the images are what counts.</summary>
    /// <param name="cacheDirectory">The cache.</param>
    /// <param name="report">What was done.</param>
    public static void Add(string cacheDirectory, PregenerationReport report)
    {
        if (FileOf(cacheDirectory) is not { } file)
        {
            return;
        }

        // Written by hand, since a build would wait for the library to get ready.
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"time\":\"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}\",\"planned\":{report.Planned},\"hits\":{report.Cached},\"misses\":{report.Rendered},\"skipped\":{report.Skipped},\"seconds\":{report.Seconds:0.###}}}\n");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (new FileInfo(file) is { Exists: true, Length: > TooLong })
            {
                File.WriteAllLines(file, File.ReadLines(file).TakeLast(Kept).ToArray());
            }

            File.AppendAllText(file, line);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A home that can't be written to is usual in CI.
        }
    }

    /// <summary>The last runs, the latest first.</summary>
    /// <param name="cacheDirectory">The cache.</param>
    public static IReadOnlyList<PastRun> Read(string cacheDirectory)
    {
        try
        {
            return FileOf(cacheDirectory) is { } file && File.Exists(file) ? [.. File.ReadLines(file).TakeLast(Kept).Reverse().Select(Parse).OfType<PastRun>()] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Two processes may have written into one line.
    private static PastRun? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, PastRunJson.Default.PastRun);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? FileOf(string cacheDirectory)
    {
        var root = Environment.GetEnvironmentVariable(Variable)
            ?? (Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? Path.Combine(data, "khmercache") : "");
        if (root.Length == 0)
        {
            return null;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(Path.GetFullPath(cacheDirectory)))))[..16];
        return Path.Combine(root, "runs", name + ".jsonl");
    }
}
