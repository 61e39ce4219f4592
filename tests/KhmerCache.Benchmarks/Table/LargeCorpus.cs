using System.Globalization;

namespace KhmerCache.Benchmarks.Table;

/// <summary>Corpora of any size with the line lengths of a real one: the first half of one line and the second half of another, each once.</summary>
internal static class LargeCorpus
{
    /// <summary>Writes a corpus of <paramref name="count"/> distinct lines, and returns its path.</summary>
    public static string Write(string corpus, int count, string folder)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{count}.txt"));
        string[] lines = [.. File.ReadLines(corpus).Select(line => line.Trim()).Where(line => line.Length is >= 20 and <= 90).Distinct(StringComparer.Ordinal)];
        var halves = Array.ConvertAll(lines, line => line.IndexOf(' ', line.Length / 2) is var middle and > 0 ? (line[..middle], line[middle..]) : (line, ""));
        var seen = new HashSet<string>(lines, StringComparer.Ordinal);
        using var output = new StreamWriter(path) { NewLine = "\n" };
        foreach (var line in lines.Take(count))
        {
            output.WriteLine(line);
        }

        // The same lines on every machine: the generator's algorithm is fixed by its seed.
        var random = new Random(1);
        for (var written = Math.Min(count, lines.Length); written < count;)
        {
            var line = halves[random.Next(halves.Length)].Item1 + halves[random.Next(halves.Length)].Item2;
            if (seen.Add(line))
            {
                output.WriteLine(line);
                written++;
            }
        }

        return path;
    }
}
