using System.Diagnostics;
using KhmerCache.Storage;

namespace KhmerCache.Benchmarks.Table;

/// <summary>How long it takes from a folder's name to the first image in hand. Run in a process of its own, the first time has all of the compiler's work in it.</summary>
internal static class OpeningTime
{
    /// <summary>Prints the milliseconds of each of several openings; the image is one of the last segment.</summary>
    public static void Print(string cache, string text, string fontPath, int imageHeight)
    {
        var font = FontDescriptor.FromPath(fontPath, Corpus.Repository);
        for (var i = 0; i < 10; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var opened = ImageCache.Open(cache);
            _ = opened.GetImage(text, font, imageHeight);
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("F1", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Opens a cache again and again in a process of its own.</summary>
    /// <returns>The milliseconds of the first time, and the median of the others.</returns>
    public static (double First, double Again) Measure(string cache)
    {
        using var reader = CacheReader.Open(new CacheFolder(cache));
        var image = reader.ReadAll().First();
        var output = Processes.Run(
            "dotnet", [typeof(OpeningTime).Assembly.Location, "open", cache, image.Text, image.Recipe.FontPath, $"{image.Recipe.ImageHeight}"]).Output;
        var times = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(time => double.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return (times[0], times[1..].Order().ElementAt((times.Length - 1) / 2));
    }
}
