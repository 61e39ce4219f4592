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

    private readonly Option<bool> _quick = new("--quick") { Description = "Only what the manifest tells: no image is read." };

    public StatsCommand()
        : base("stats", "Tell what the cache holds.")
    {
        Option[] options = [_cacheDirectory, _projectDirectory, _corpora, _quick];
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
            output.Write(damage with { Message = $"{damage.Message} {survey.Damage.Count} images or lines can't be read. 'khmercache validate' names all of them." });
        }

        StatsOutput.Write(output, folder.Directory, new CacheAge(folder), stats, survey, RunLog.Read(folder.Directory));
        return survey is { Damage.Count: > 0 } ? ExitCode.Found : ExitCode.Good;
    }

    private SplitLabels? ReadSplits(ParseResult result, string project) => result.GetValue(_corpora) is { Length: > 0 } corpora
        ? SplitLabels.Read(SplitArguments.Read(corpora, [], 0, 0, 0, normalize: false, project))
        : null;
}
