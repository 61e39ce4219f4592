using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Tool.Imports;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>import</c>: takes in what another program has cached.</summary>
internal sealed class ImportCommand : ToolCommand
{
    private readonly Option<string> _from = new("--from")
    {
        Description = "files: the tree of the Python system, PNG and JSON files.",
        HelpName = "files",
        DefaultValueFactory = _ => "files",
    };

    private readonly Option<string> _input = new("--input") { Description = "The folder that has cache_index.json in it.", HelpName = "DIR", Required = true };
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string> _projectDirectory = CommandOptions.ProjectDirectory();

    private readonly Option<string[]> _fonts = new("--fonts")
    {
        Description = "Font files: pictures that they draw pixel for pixel come in as glyph runs, which take a tenth of the room. All others stay pixels.",
        HelpName = "GLOB",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _jobs = CommandOptions.WholeNumber<int>("--jobs", "Threads; 0 for one each processor. The result does not depend on it.");
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Look at everything, and write nothing." };

    public ImportCommand()
        : base("import", "Take in what another program has cached.")
    {
        _from.AcceptOnlyFromAmong("files");
        Option[] options = [_from, _input, _cacheDirectory, _projectDirectory, _fonts, _jobs, _dryRun];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache import --from files --input exported --fonts fonts/*.ttf";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var options = ReadOptions(result) with { Log = output.Write };
        var report = ProgressDisplay.Run(output, "Importing", progress => FilesImport.Run(options, progress, cancellationToken));
        output.WriteResult(
            new JsonObject
            {
                ["entries"] = report.Entries,
                ["imported"] = report.Imported,
                ["as_runs"] = report.AsRuns,
                ["as_pixels"] = report.AsPixels,
                ["cached"] = report.Cached,
                ["refused"] = report.Refused,
                ["seconds"] = Math.Round(report.Seconds, 3),
                ["content_digest"] = report.ContentDigest,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{options.CacheDirectory}: {report.Entries:N0} entries, {report.Imported:N0} {(options.IsDryRun ? "to import" : "imported")} ({report.AsRuns:N0} as runs, {report.AsPixels:N0} as pixels), {report.Cached:N0} already there, {report.Refused:N0} refused, in {report.Seconds:F1} s"));
        return report.Refused > 0 ? ExitCode.Found : ExitCode.Good;
    }

    private FilesImportOptions ReadOptions(ParseResult result)
    {
        var project = Path.GetFullPath(result.GetValue(_projectDirectory)!);
        if (!Directory.Exists(project))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"--project-directory: there is no folder '{project}'.");
        }

        if (string.IsNullOrWhiteSpace(result.GetValue(_input)))
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, "--input is empty. Name the folder that has cache_index.json in it.");
        }

        if (result.GetValue(_jobs) is var jobs && jobs < 0)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, string.Create(CultureInfo.InvariantCulture, $"--jobs: '{jobs}' is not 0 or more."));
        }

        var options = new FilesImportOptions
        {
            Input = Path.GetFullPath(result.GetValue(_input)!),
            CacheDirectory = CommandOptions.FolderOf(result, _cacheDirectory, project),
            ProjectDirectory = project,
            Fonts = FontArguments.Read(result.GetValue(_fonts) ?? [], project, Name),
            Jobs = jobs > 0 ? jobs : Environment.ProcessorCount,
            IsDryRun = result.GetValue(_dryRun),
            Log = _ => { },
        };
        return Path.TrimEndingDirectorySeparator(options.Input) == Path.TrimEndingDirectorySeparator(options.CacheDirectory)
            ? throw new KhmerCacheException(DiagnosticCodes.Configuration, "--input: this is the cache folder itself, and the manifest would take the place of the index. Move the tree elsewhere, or name another --cache-dir.", options.Input)
            : options;
    }
}
