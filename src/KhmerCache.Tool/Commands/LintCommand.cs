using System.CommandLine;
using KhmerCache.Rendering.Linting;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>lint</c>: what in the corpora makes labels untrue, ambiguous or worthless.</summary>
internal sealed class LintCommand : ToolCommand
{
    /// <summary>What files that are given without a split belong to.</summary>
    private const string UnnamedSplit = "corpus";

    private readonly Argument<string[]> _files = new("FILES") { Description = "Corpus files that belong to no split.", Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<string[]> _corpora = new("--corpus")
    {
        Description = "A split and its corpus files, once for each split: train=GLOB. Several patterns are separated by ';'.",
        HelpName = "SPLIT=GLOB",
    };

    private readonly Option<string[]> _fonts = new("--fonts")
    {
        Description = "Font files: labels that look the same in all of them are reported. None: that is left out.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _projectDirectory = CommandOptions.ProjectDirectory();
    private readonly Option<bool> _normalize = CommandOptions.Normalize();
    private readonly Option<int> _maxLineLength = CommandOptions.MaxLineLength();
    private readonly Option<string[]> _noWarn = CommandOptions.NoWarn();
    private readonly Option<int> _jobs = CommandOptions.WholeNumber<int>("--jobs", "Threads; 0 for one each processor. The result does not depend on it.");

    public LintCommand()
        : base("lint", "Check the text of corpora: encoding, Khmer clusters, invisible characters, repeated lines, labels that look alike.")
    {
        Arguments.Add(_files);
        Option[] options = [_corpora, _fonts, _projectDirectory, _normalize, _maxLineLength, _noWarn, _jobs];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache lint corpus/train.txt corpus/val.txt";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var options = ReadOptions(result);
        var findings = new LintOutput(output);
        var report = CorpusLinter.Run(options, findings.Write, cancellationToken);
        findings.Finish(report, options.Fonts.Count > 0);
        return report.Total > 0 ? ExitCode.Found : ExitCode.Good;
    }

    private LintOptions ReadOptions(ParseResult result)
    {
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        var corpora = result.GetValue(_corpora) ?? [];
        var files = result.GetValue(_files) ?? [];
        if (corpora.Length + files.Length == 0)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, "There is nothing to lint. Name corpus files, or splits with --corpus train=GLOB.");
        }

        string[] all = files.Length > 0 ? [.. corpora, $"{UnnamedSplit}={string.Join(';', files)}"] : corpora;
        return new LintOptions
        {
            Splits = SplitArguments.Read(all, [], 0, 0, 0, result.GetValue(_normalize), project),
            Fonts = FontArguments.Read(result.GetValue(_fonts) ?? [], project, Name),
            MaxLineLength = CommandOptions.LineLengthOf(result, _maxLineLength),
            Silenced = CommandOptions.CodesOf(result, _noWarn),
            Jobs = CommandOptions.AtLeast(result, _jobs, 0),
        };
    }
}
