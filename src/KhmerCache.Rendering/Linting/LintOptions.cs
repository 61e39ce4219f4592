using KhmerCache.Rendering.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>What a <see cref="CorpusLinter"/> looks at.</summary>
public sealed record LintOptions
{
    /// <summary>The longest line that can be shown, in UTF-16 code units.</summary>
    public const int LongestLine = LineShaper.MaxTextLength;

    /// <summary>The splits with their corpus files.</summary>
    public required IReadOnlyList<SplitDescriptor> Splits { get; init; }

    /// <summary>The fonts, to find labels that look the same in all of them; none for leaving that out.</summary>
    public IReadOnlyList<FontDescriptor> Fonts { get; init; } = [];

    /// <summary>The longest line that is not reported, in UTF-16 code units.</summary>
    public int MaxLineLength { get; init; } = LongestLine;

    /// <summary>The codes that are not to be reported, of <see cref="DiagnosticCodes"/>.</summary>
    public IReadOnlySet<string> Silenced { get; init; } = new HashSet<string>();

    /// <summary>How many threads work; 0 for one each processor. The result does not depend on it.</summary>
    public int Jobs { get; init; }
}

/// <summary>What a lint found.</summary>
/// <param name="Lines">How many lines were read, empty ones included.</param>
/// <param name="Findings">How many findings there are of each code.</param>
public sealed record LintReport(long Lines, IReadOnlyDictionary<string, long> Findings)
{
    /// <summary>How many findings there are in all.</summary>
    public long Total => Findings.Values.Sum();
}
