using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>gc</c>: drops what no plan asks for, and what was not asked for longest.</summary>
internal sealed class GcCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    private readonly Option<string?> _maxSize = new("--max-size")
    {
        Description = "The size to bring the cache down to, such as 500MB, 2GB or 1.5GiB. Without it, only what no project's last pregeneration asked for is dropped.",
        HelpName = "SIZE",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only tell what would be dropped." };

    public GcCommand()
        : base("gc", "Drop what no project asks for any more, then the least recently used.")
    {
        Option[] options = [_cacheDirectory, _maxSize, _dryRun];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache gc --cache-dir data/synthetic --max-size 2GB --dry-run";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        folder.CheckExists();
        var maxBytes = result.GetValue(_maxSize) is { } size ? ByteSize.Parse(_maxSize.Name, size) : (long?)null;
        var isDryRun = result.GetValue(_dryRun);
        var report = isDryRun ? CacheCleaner.Look(folder, maxBytes) : CacheCleaner.Run(folder, maxBytes, cancellationToken);
        var isTooLarge = report.BytesAfter > maxBytes && report.Kept == report.PutInByHand;
        if (isTooLarge)
        {
            output.Write(new Diagnostic(
                DiagnosticSeverity.Warning,
                DiagnosticCodes.Configuration,
                $"The cache can't be made as small as {ByteSize.Format(maxBytes!.Value)}: pictures that were put in by hand stay, since nothing can make them again; there are {report.PutInByHand}. 'khmercache clear' deletes all.",
                folder.Directory));
        }

        output.WriteResult(
            new JsonObject
            {
                ["dry_run"] = isDryRun,
                ["size_bytes_before"] = report.BytesBefore,
                ["size_bytes_after"] = report.BytesAfter,
                ["dropped_unreferenced"] = report.Unreferenced,
                ["dropped_least_recently_used"] = report.LeastRecentlyUsed,
                ["kept"] = report.Kept,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(isDryRun ? "would drop" : "dropped")} {report.Unreferenced:N0} images that no project asks for, and {report.LeastRecentlyUsed:N0} that were used longest ago; {report.Kept:N0} {(isDryRun ? "would stay" : "stay")}: {ByteSize.Format(report.BytesBefore)} before, {(isDryRun ? "about " : "")}{ByteSize.Format(report.BytesAfter)} after"));
        return isTooLarge ? ExitCode.Found : ExitCode.Good;
    }
}
