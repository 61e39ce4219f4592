using KhmerCache.Corpora;
using KhmerCache.Rendering.Linting;

namespace KhmerCache.Tool.Reports;

/// <summary>What the linter says of the corpora: all counts, and the first findings of each code with the lines that they are about.</summary>
/// <param name="Lines">How many lines were read.</param>
/// <param name="Counts">How many findings there are of each code.</param>
/// <param name="Findings">Those that are shown, file by file and line by line.</param>
/// <param name="LooksForLookAlikes">Whether fonts were given, in which labels could look alike.</param>
internal sealed record CorpusFindings(long Lines, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<CorpusFinding> Findings, bool LooksForLookAlikes)
{
    /// <summary>So many findings of a code are shown.</summary>
    public const int ShownOfCode = 200;

    private const int ShownBefore = 60;
    private const int ShownBehind = 200;

    /// <summary>Lints corpora.</summary>
    /// <exception cref="KhmerCacheException">A corpus file or a font can't be read.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static CorpusFindings Of(LintOptions options, CancellationToken cancellationToken)
    {
        var (shown, counts) = (new List<Diagnostic>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var report = CorpusLinter.Run(
            options,
            finding =>
            {
                if ((counts[finding.Code] = counts.GetValueOrDefault(finding.Code) + 1) <= ShownOfCode)
                {
                    shown.Add(finding);
                }
            },
            cancellationToken);
        var lines = shown.GroupBy(finding => finding.File!, StringComparer.Ordinal)
            .ToDictionary(file => file.Key, file => ReadLines(file.Key, file.Select(finding => finding.Line).ToHashSet()), StringComparer.Ordinal);
        return new CorpusFindings(
            report.Lines, report.Findings, [.. shown.Select(finding => Around(finding, lines[finding.File!].GetValueOrDefault(finding.Line)))], options.Fonts.Count > 0);
    }

    private static Dictionary<int, string> ReadLines(string path, HashSet<int> numbers)
    {
        var lines = new Dictionary<int, string>();
        using var reader = new CorpusFileReader(path);
        while (lines.Count < numbers.Count && reader.TryRead(out var line))
        {
            if (numbers.Contains(line.Number))
            {
                lines[line.Number] = line.Text ?? "";
            }
        }

        return lines;
    }

    // A line may have a million characters; what is around the place is what one wants to see.
    private static CorpusFinding Around(Diagnostic finding, string? line)
    {
        var text = line ?? "";
        var place = Math.Clamp(finding.Column - 1, 0, text.Length);
        var start = Whole(text, Math.Max(0, place - ShownBefore));
        var end = Whole(text, Math.Min(text.Length, place + ShownBehind));
        return new CorpusFinding(finding, text[start..end], finding.Column > 0 ? place - start : -1, start > 0, end < text.Length);
    }

    private static int Whole(string text, int place) =>
        place > 0 && place < text.Length && char.IsLowSurrogate(text[place]) && char.IsHighSurrogate(text[place - 1]) ? place - 1 : place;
}

/// <summary>A finding with its line.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Text">The line, or what is around the place; empty where the line is no text.</param>
/// <param name="Place">The place in <paramref name="Text"/>, in UTF-16 code units; -1 where the whole line is meant.</param>
/// <param name="IsCutBefore">Whether the line begins before <paramref name="Text"/>.</param>
/// <param name="IsCutBehind">Whether it goes on behind it.</param>
internal sealed record CorpusFinding(Diagnostic Finding, string Text, int Place, bool IsCutBefore, bool IsCutBehind);
