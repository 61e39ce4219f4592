using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Rendering.Linting;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Reports;
using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Commands;

/// <summary><c>report</c>: a page to look at a cache in a browser.</summary>
internal sealed class ReportCommand : ToolCommand
{
    private const int DefaultMaxImages = 100_000;
    private const int MostImages = 1_000_000;

    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string?> _output = CommandOptions.OneFile("--output", "The page to write, such as report.html.");

    private readonly Option<int> _maxImages = CommandOptions.WholeNumber(
        "--max-images", $"How many images the page carries at most; of a larger cache a sample that is the same each time. Up to {MostImages:N0}, if the browser can bear it.", DefaultMaxImages);

    private readonly Option<string[]> _corpora = new("--corpus")
    {
        Description = "A split and its corpus files, once for each split: train=GLOB. The page then tells splits apart, and what the linter finds. Several patterns are separated by ';'.",
        HelpName = "SPLIT=GLOB",
    };

    private readonly Option<string[]> _splits = new("--splits")
    {
        Description = "Only these splits.",
        HelpName = "SPLIT",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _fonts = new("--fonts")
    {
        Description = "Font files: labels of the corpora that look the same in all of them are reported. None: that is left out.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _projectDirectory = CommandOptions.ProjectDirectory();
    private readonly Option<int> _maxLines = CommandOptions.WholeNumber<int>("--max-lines", "The most lines of each split; 0 for all.");
    private readonly Option<bool> _normalize = CommandOptions.Normalize();
    private readonly Option<int> _maxLineLength = CommandOptions.MaxLineLength();
    private readonly Option<string[]> _noWarn = CommandOptions.NoWarn();

    public ReportCommand()
        : base("report", "Write a page to look at the cache in a browser: images, fonts, histograms, coverage, what the linter finds.")
    {
        _output.Required = true;
        Option[] options = [_cacheDirectory, _output, _maxImages, _corpora, _splits, _fonts, _projectDirectory, _maxLines, _normalize, _maxLineLength, _noWarn];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache report --project MyTraining.csproj --output report.html";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var path = CommandOptions.FileOf(result, _output, Environment.CurrentDirectory)!;
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory, project));
        folder.CheckExists();
        if (path == folder.ManifestPath || path.StartsWith(Path.Combine(folder.Directory, "segments") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, "--output: this is a file of the cache itself. Name another path.", path);
        }

        using var reader = CacheReader.Open(folder, (_, diagnostic) => output.Write(diagnostic));
        var report = Make(result, reader, project, path, output, cancellationToken);
        var bytes = Publish(report, path);
        output.WriteResult(
            new JsonObject
            {
                ["output"] = path,
                ["images"] = report.Survey.Images,
                ["shown"] = report.Sample.Images,
                ["findings"] = report.Findings?.Counts.Values.Sum(),
                ["bytes"] = bytes,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {report.Sample.Images:N0} of {report.Survey.Images:N0} images, {bytes / 1048576.0:N1} MB. Open it in a browser."));
        return TellDamage(report.Survey, output) ? ExitCode.Found : ExitCode.Good;
    }

    // The page has what can be read, and says so; whoever made it in a script is told as well.
    private static bool TellDamage(CacheSurvey survey, CommandOutput output)
    {
        if (survey.Damage.First is { } damage)
        {
            output.Write(survey.Damage.Describe(damage));
        }

        return survey.Damage.Count > 0;
    }

    private CacheReport Make(ParseResult result, CacheReader reader, string project, string path, CommandOutput output, CancellationToken cancellationToken)
    {
        var maxImages = result.GetValue(_maxImages) is var asked and >= 1 and <= MostImages
            ? asked
            : throw new KhmerCacheException(
                DiagnosticCodes.Configuration, string.Create(CultureInfo.InvariantCulture, $"{_maxImages.Name}: '{result.GetValue(_maxImages)}' is not a number from 1 to {MostImages}."));
        var splits = SplitArguments.Read(
            result.GetValue(_corpora) ?? [], result.GetValue(_splits) ?? [], 0, 0, CommandOptions.AtLeast(result, _maxLines, 0), result.GetValue(_normalize), project);
        var labels = splits.Count > 0 ? SplitLabels.Read(splits) : null;
        var total = reader.Index.Segments.Sum(segment => (long)segment.Lines);
        var survey = ProgressDisplay.Run(output, "Looking at images", progress => CacheSurvey.Of(
            reader, labels, done => progress.Report(new PregenerationProgress(done, total)), cancellationToken), "lines");
        var findings = splits.Count == 0 ? null : CorpusFindings.Of(
            new LintOptions
            {
                Splits = splits,
                Fonts = FontArguments.Read(result.GetValue(_fonts) ?? [], project, Name),
                MaxLineLength = CommandOptions.LineLengthOf(result, _maxLineLength),
                Silenced = CommandOptions.CodesOf(result, _noWarn),
            },
            cancellationToken);
        var sample = GallerySample.Of(reader, survey, labels, maxImages, cancellationToken);
        return new CacheReport(reader, CacheInventory.Measure(reader), survey, sample, findings, project, Path.GetDirectoryName(path)!);
    }

    /// <summary>Whole or not at all: a page that ends in the middle would be taken for one.</summary>
    private static long Publish(CacheReport report, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".tmp";
        try
        {
            using (var file = File.Create(temporary))
            {
                ReportPage.Write(file, report.ToJson(), report.Sample.ToBytes(), ReportFont.Read());
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        return new FileInfo(path).Length;
    }
}
