using System.Text;
using HarfBuzzSharp;

namespace KhmerCache.Rendering.Tests;

/// <summary>Real lines: QuickStart's, which are always there, and those of <c>../shared/corpus</c>, which are too large or not free enough for the repository.</summary>
internal static class RealText
{
    public const string SharedMissing = "The corpora of ../shared/corpus are not beside the repository.";

    private const string WithFaults = "nasty.tsv";

    /// <summary>The folder of the shared corpora; null where it is missing.</summary>
    public static string? SharedFolder { get; } = FindShared();

    /// <summary>Whether tests that take a part of the lines for speed are to take them all: <c>KHMERCACHE_TEST_EVERYTHING=1</c>.</summary>
    public static bool TestEverything { get; } = Environment.GetEnvironmentVariable("KHMERCACHE_TEST_EVERYTHING") == "1";

    /// <summary>The shared corpora without encoding faults.</summary>
    public static string[] SharedNames { get; } =
        [.. (SharedFolder is { } folder ? Directory.GetFiles(folder, "*.txt") : []).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>All lines of a shared corpus; null where it is missing.</summary>
    public static string[]? Shared(string name) =>
        SharedFolder is { } folder && Path.Combine(folder, name) is var path && File.Exists(path) ? File.ReadAllLines(path) : null;

    /// <summary>The lines of one script, Khmer, of all corpora at hand, those with encoding faults too; each line once.</summary>
    public static string[] KhmerOnly() =>
    [
        .. Repository.Lines.Concat(SharedFolder is { } folder ? SharedLines(folder) : []).Distinct(StringComparer.Ordinal).Where(IsKhmerOnly),
    ];

    private static IEnumerable<string> SharedLines(string folder) =>
        Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)
            .Concat(File.ReadLines(Path.Combine(folder, WithFaults)).Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]));

    private static bool IsKhmerOnly(string line)
    {
        var khmer = false;
        foreach (var character in line.EnumerateRunes())
        {
            var script = UnicodeFunctions.Default.GetScript(character.Value);
            if (script == Script.Khmer)
            {
                khmer |= Rune.IsLetter(character);
            }
            else if (script != Script.Common && script != Script.Inherited)
            {
                return false;
            }
        }

        return khmer;
    }

    private static string? FindShared()
    {
        var folder = Path.GetFullPath(Path.Combine(Repository.Directory, "../shared/corpus"));
        return Directory.Exists(folder) ? folder : null;
    }
}
