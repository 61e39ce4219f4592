using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;
using KhmerCache.Tool.Exports;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>export</c>: the cache in a form that other programs read.</summary>
internal sealed class ExportCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    private readonly Option<string> _format = new("--format")
    {
        Description = "info: one JSON file about the cache. files: the tree of the Python system, PNG and JSON files.",
        HelpName = "info|files",
        DefaultValueFactory = _ => "info",
    };

    private readonly Option<string> _output = new("--output") { Description = "The file (info) or the folder (files) to write.", HelpName = "PATH", Required = true };

    public ExportCommand()
        : base("export", "Write the cache in a form that other programs read.")
    {
        _format.AcceptOnlyFromAmong("info", "files");
        Option[] options = [_cacheDirectory, _format, _output];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache export --project MyTraining.csproj --format files --output exported";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        folder.CheckExists();
        using var reader = CacheReader.Open(folder, (_, diagnostic) => throw new KhmerCacheException(diagnostic));
        var path = Path.GetFullPath(result.GetValue(_output)!);
        if (path == folder.Directory || path == folder.ManifestPath)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, "--output: this is the cache itself, and exporting would overwrite it. Name another path.", path);
        }

        var total = CacheInventory.Measure(reader).TotalImages;
        if (result.GetValue(_format) == "info")
        {
            InfoExport.Run(reader, path);
        }
        else
        {
            total = ProgressDisplay.Run(output, "Exporting", progress => FilesExport.Run(
                reader, path, done => progress.Report(new PregenerationProgress(done, total)), cancellationToken));
        }

        output.WriteResult(
            new JsonObject { ["format"] = result.GetValue(_format), ["output"] = path, ["images"] = total },
            string.Create(CultureInfo.InvariantCulture, $"{path}: {total:N0} images"));
        return ExitCode.Good;
    }
}
