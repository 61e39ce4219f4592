using KhmerCache.Rendering.Linting;
using KhmerCache.Rendering.Watching;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a <see cref="Pregenerator"/> makes.</summary>
public sealed record PregenerationOptions
{
    /// <summary>The cache folder; made if it is missing.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>The fonts.</summary>
    public required IReadOnlyList<FontDescriptor> Fonts { get; init; }

    /// <summary>The splits with their corpus files.</summary>
    public required IReadOnlyList<SplitDescriptor> Splits { get; init; }

    /// <summary>The height of the images in pixels, from 16 to 256.</summary>
    public int ImageHeight { get; init; } = 32;

    /// <summary>How many threads shape and encode; 0 for one each processor. The result does not depend on it.</summary>
    public int Jobs { get; init; }

    /// <summary>Which part of the plan to make.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>What to do about lines that a font can't show truthfully.</summary>
    public OnUnrenderable OnUnrenderable { get; init; }

    /// <summary>When to lint the corpora.</summary>
    public LintMode Lint { get; init; }

    /// <summary>The longest line that a lint does not report, in UTF-16 code units.</summary>
    public int MaxLineLength { get; init; } = LintOptions.LongestLine;

    /// <summary>The codes of warnings that are not to be reported, of <see cref="DiagnosticCodes"/>.</summary>
    public IReadOnlySet<string> Silenced { get; init; } = new HashSet<string>();

    /// <summary>Is told at once why images of the cache are rendered anew, which may take a while; the report has it as well.</summary>
    public Action<Diagnostic>? Log { get; init; }

    /// <summary>How long shaping one line in one font, drawing one glyph, or opening a font may take.</summary>
    internal TimeSpan TimeLimit { get; init; } = Watchdog.DefaultLimit;

    /// <summary>Is told what the work turns to, such as the font that is opened next: the last words, should native code end the process.</summary>
    internal Action<string>? OnWork { get; init; }
}
