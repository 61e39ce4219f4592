using KhmerCache.Corpora;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Lines that fonts can't show truthfully, gathered by font and file.</summary>
internal sealed class UnrenderableLog
{
    private const int PlacesShown = 3;

    private readonly List<(int Font, CorpusLine Line, string Reason)> _lines = [];

    public int Count => _lines.Count;

    public void Clear() => _lines.Clear();

    /// <summary>Notes a line. Safe to call from several threads.</summary>
    public void Add(int font, CorpusLine line, string reason)
    {
        lock (_lines)
        {
            _lines.Add((font, line, reason));
        }
    }

    /// <summary>One diagnostic for each font and file, at the first place, in an order that does not depend on threads.</summary>
    public IEnumerable<Diagnostic> ToDiagnostics(IReadOnlyList<FontDescriptor> fonts, DiagnosticSeverity severity)
    {
        var groups = _lines.GroupBy(line => (line.Line.File, line.Font)).OrderBy(group => group.Key.File, StringComparer.Ordinal).ThenBy(group => group.Key.Font);
        foreach (var group in groups)
        {
            var lines = group.OrderBy(line => line.Line.Line).ToArray();
            var first = lines[0];
            var others = lines.Skip(1).Take(PlacesShown - 1).Select(line => $"; line {line.Line.Line}: {line.Reason}");
            var rest = lines.Length > PlacesShown ? $"; and {lines.Length - PlacesShown} more" : "";
            yield return new Diagnostic(
                severity,
                DiagnosticCodes.Unrenderable,
                $"{lines.Length} {(lines.Length == 1 ? "line has" : "lines have")} no picture in {fonts[group.Key.Font].Path}: {first.Reason}{string.Concat(others)}{rest}. Correct the text, or take the lines or the font out.",
                group.Key.File,
                first.Line.Line);
        }
    }
}
