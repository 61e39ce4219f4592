using KhmerCache.Corpora;
using KhmerCache.Rendering.Corpora;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;

namespace KhmerCache.Rendering.Linting;

/// <summary>
/// Looks through corpora for what makes labels untrue, ambiguous or worthless: broken encodings, invisible characters, wrong Khmer
/// clusters, repeated lines, labels that look alike. Memory does not grow with the length of lines, and by some 100 bytes with each line.
/// </summary>
public sealed class CorpusLinter : IDisposable
{
    private const int LinesOfBatch = 4096;
    private const long CharactersOfBatch = 1 << 20;
    private const int LinesOfChunk = 64;

    private readonly LintOptions _options;
    private readonly Action<Diagnostic> _report;
    private readonly ILineRule[] _rules;
    private readonly RepeatedLineRule _repeated;
    private readonly LookAlikeRule? _lookAlike;
    private readonly CorpusFiles _files;
    private readonly LineShaper _shaper = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _lines;

    private CorpusLinter(LintOptions options, LineRenderer renderer, Watchdog watchdog, int imageHeight, Action<Diagnostic> report)
    {
        (_options, _report) = (options, report);
        _files = new CorpusFiles(options.Splits);
        _rules =
        [
            new ByteOrderMarkRule(), new ControlCharacterRule(), new PrivateUseRule(), new ReplacementCharacterRule(), new LineLengthRule(options.MaxLineLength),
            new EmptyLineRule(), new EdgeBlankRule(), new InvisibleCharacterRule(), new DeprecatedCharacterRule(),
        ];
        _repeated = new RepeatedLineRule(_files);
        if (options.Fonts.Count > 0 && !options.Silenced.Contains(DiagnosticCodes.LookAlikeLabels))
        {
            _lookAlike = new LookAlikeRule([.. options.Fonts.Select(font => (Func<LineStyle>)(() => renderer.StyleOf(font, imageHeight)))], _files, watchdog);
        }
    }

    /// <summary>Lints corpora. The findings come file by file and line by line, whatever the number of threads.</summary>
    /// <param name="options">What to look at.</param>
    /// <param name="report">Is told each finding.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">A corpus file or a font can't be read.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LintReport Run(LintOptions options, Action<Diagnostic> report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(report);
        var watchdog = new Watchdog(Watchdog.DefaultLimit);
        return watchdog.Run(() =>
        {
            using var renderer = new LineRenderer(watchdog);
            return Run(options, renderer, watchdog, LineStyle.DefaultImageHeight, report, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shaper.Dispose();
        _files.Dispose();
    }

    /// <summary>Lints with the fonts that <paramref name="renderer"/> has open at a height, watched by whoever calls.</summary>
    internal static LintReport Run(
        LintOptions options, LineRenderer renderer, Watchdog watchdog, int imageHeight, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        using var linter = new CorpusLinter(options, renderer, watchdog, imageHeight, report);
        linter.LintAll(cancellationToken);
        return new LintReport(linter._lines, linter._counts);
    }

    private void LintAll(CancellationToken cancellationToken)
    {
        for (var (file, left) = (0, 0); file < _files.Count; file++)
        {
            var split = _files.SplitOf(file);
            var isFirst = file == 0 || _files.SplitOf(file - 1) != split;
            left = !isFirst ? left : split.MaxLines > 0 ? split.MaxLines : int.MaxValue;
            LintFile(file, [.. _rules, new KhmerClusterRule(split.Normalize)], ref left, cancellationToken);
        }
    }

    private void LintFile(int file, ILineRule[] rules, ref int left, CancellationToken cancellationToken)
    {
        using var lines = new CorpusFileReader(_files.PathOf(file));
        var batch = new List<LintedLine>(LinesOfBatch);
        while (left > 0 && ReadBatch(lines, batch, file, ref left))
        {
            cancellationToken.ThrowIfCancellationRequested();
            CheckLines(batch, rules);
            foreach (var line in batch)
            {
                CheckAmongOthers(line);
                Report(line);
            }
        }
    }

    private bool ReadBatch(CorpusFileReader reader, List<LintedLine> batch, int file, ref int left)
    {
        batch.Clear();
        var characters = 0L;
        while (batch.Count < LinesOfBatch && characters < CharactersOfBatch && left > 0 && reader.TryRead(out var read))
        {
            var line = new LintedLine(new LinePlace(file, read.Number, read.Offset, (int)Math.Min(read.Length, int.MaxValue)), read.Text, _files.LabelOf(read.Text, file));
            if (line.Text is null)
            {
                line.Findings.Add(read.IsTooLong ? LineLengthRule.Describe(read.Length, _options.MaxLineLength, "bytes") : NotUtf8(read.FindInvalidByte()));
            }

            left -= line.Label is { Length: 0 } ? 0 : 1;
            characters += line.Text?.Length ?? 0;
            batch.Add(line);
        }

        _lines += batch.Count;
        return batch.Count > 0;
    }

    private static Finding NotUtf8(InvalidByte invalid) =>
        new(DiagnosticCodes.InvalidUtf8, invalid.Column, $"The line is not valid UTF-8: {invalid}. Save the file as UTF-8, or delete the line.");

    private void CheckLines(List<LintedLine> batch, ILineRule[] rules) => Parallel.For(
        0,
        (batch.Count + LinesOfChunk - 1) / LinesOfChunk,
        new ParallelOptions { MaxDegreeOfParallelism = _options.Jobs > 0 ? _options.Jobs : Environment.ProcessorCount },
        () => new LineShaper(),
        (chunk, _, shaper) =>
        {
            for (var i = chunk * LinesOfChunk; i < Math.Min(batch.Count, (chunk + 1) * LinesOfChunk); i++)
            {
                CheckLine(batch[i], rules, shaper);
            }

            return shaper;
        },
        shaper => shaper.Dispose());

    private void CheckLine(LintedLine line, ILineRule[] rules, LineShaper shaper)
    {
        if (line.Text is null)
        {
            return;
        }

        foreach (var rule in rules)
        {
            rule.Check(line.Text, line.Findings);
        }

        line.Look = line.Label is { Length: > 0 } ? _lookAlike?.LookAt(line.Label, shaper) : null;
    }

    private void CheckAmongOthers(LintedLine line)
    {
        if (line.Label is not { Length: > 0 } label)
        {
            return;
        }

        if (_repeated.Check(label, line.Place) is { } repeated)
        {
            line.Findings.Add(repeated);
        }
        else if (line.Look is { } look && _lookAlike!.Check(label, look, line.Place, _shaper) is { } lookAlike)
        {
            line.Findings.Add(lookAlike);
        }
    }

    private void Report(LintedLine line)
    {
        foreach (var finding in line.Findings)
        {
            if (_options.Silenced.Contains(finding.Code))
            {
                continue;
            }

            _counts[finding.Code] = _counts.GetValueOrDefault(finding.Code) + 1;
            _report(new Diagnostic(
                finding.Code == DiagnosticCodes.InvalidUtf8 ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                finding.Code,
                finding.Message,
                _files.PathOf(line.Place.File),
                line.Place.Number,
                finding.Column));
        }
    }

    /// <summary>A line on its way through the rules.</summary>
    private sealed class LintedLine(LinePlace place, string? text, string? label)
    {
        public LinePlace Place { get; } = place;

        /// <summary>The line as it stands in the file; null where it is no text.</summary>
        public string? Text { get; } = text;

        /// <summary>What is pregenerated, and what a dataset returns.</summary>
        public string? Label { get; } = label;

        public List<Finding> Findings { get; } = [];

        public LineLook? Look { get; set; }
    }
}
