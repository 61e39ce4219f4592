namespace KhmerCache.Rendering.Linting;

/// <summary>The first findings of each code in each file, and how many more there are: what a build can show of a corpus with a fault in every line.</summary>
internal sealed class LintDigest
{
    /// <summary>How many findings of a code are shown for a file.</summary>
    public const int Shown = 5;

    private readonly Dictionary<(string Code, string? File), int> _counts = [];
    private readonly List<Diagnostic> _first = [];

    public void Add(Diagnostic diagnostic)
    {
        var key = (diagnostic.Code, diagnostic.File);
        var count = _counts.GetValueOrDefault(key);
        _counts[key] = count + 1;
        if (count < Shown)
        {
            _first.Add(diagnostic);
        }
    }

    /// <summary>The first findings in the order in which they came, then a diagnostic for each code and file that has more.</summary>
    public IReadOnlyList<Diagnostic> ToDiagnostics() => _counts.Count == 0 ? [] :
    [
        .. _first,
        .. _counts.Where(count => count.Value > Shown).OrderBy(count => count.Key.File, StringComparer.Ordinal).ThenBy(count => count.Key.Code, StringComparer.Ordinal)
            .Select(count => new Diagnostic(
                DiagnosticSeverity.Warning,
                count.Key.Code,
                FormattableString.Invariant($"There are {count.Value - Shown:N0} more of these in the file. 'khmercache lint' names them all."),
                count.Key.File)),
    ];
}
