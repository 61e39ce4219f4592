using System.CommandLine;
using KhmerCache.Storage;
using KhmerCache.Tool.History;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Commands;

/// <summary><c>stats</c>: what a cache holds.</summary>
internal sealed class StatsCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string> _projectDirectory = CommandOptions.ProjectDirectory();

    private readonly Option<string[]> _corpora = new("--corpus")
    {
        Description = "A split and its corpus files, once for each split: train=GLOB. Then images are counted by split and font.",
        HelpName = "SPLIT=GLOB",
    };

    private readonly Option<string[]> _fonts = new("--fonts")
    {
        Description = "Font files: of characters that no image of a font shows, it is told whether the font has them at all.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _maxLines = CommandOptions.WholeNumber<int>("--max-lines", "The most lines of each split; 0 for all.");
    private readonly Option<bool> _normalize = CommandOptions.Normalize();

    private readonly Option<string[]> _splits = new("--splits")
    {
        Description = "Only these splits.",
        HelpName = "SPLIT",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _quick = new("--quick") { Description = "Only what the manifest tells: no image is read." };

    public StatsCommand()
        : base("stats", "Tell what the cache holds.")
    {
        Option[] options = [_cacheDirectory, _projectDirectory, _corpora, _fonts, _maxLines, _normalize, _splits, _quick];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache stats --project MyTraining.csproj";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory, project));
        folder.CheckExists();
        using var reader = CacheReader.Open(folder, (_, diagnostic) => output.Write(diagnostic));
        var stats = CacheInventory.Measure(reader);

        // A build that asks is told at once.
        var survey = result.GetValue(_quick) || output.Mode == OutputMode.Events ? null : CacheSurvey.Of(reader, ReadSplits(result, project), cancellationToken: cancellationToken);
        if (survey?.Damage.First is { } damage)
        {
            output.Write(survey.Damage.Describe(damage));
        }

        var fonts = FontArguments.Read(result.GetValue(_fonts) ?? [], project, Name);
        survey = survey is null || fonts.Count == 0 ? survey : survey with { Characters = FontCoverage.Complete(survey.Characters, fonts) };
        StatsOutput.Write(output, folder.Directory, new CacheAge(folder), stats, survey, RunLog.Read(folder.Directory));
        return survey is { Damage.Count: > 0 } ? ExitCode.Found : ExitCode.Good;
    }

    private SplitLabels? ReadSplits(ParseResult result, string project) => result.GetValue(_corpora) is { Length: > 0 } corpora
        ? SplitLabels.Read(SplitArguments.Read(corpora, result.GetValue(_splits) ?? [], 0, 0, CommandOptions.AtLeast(result, _maxLines, 0), result.GetValue(_normalize), project))
        : null;
}
