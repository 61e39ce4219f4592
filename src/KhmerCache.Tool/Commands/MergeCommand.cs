using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Rendering.Sharding;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>merge</c>: one cache of all shards.</summary>
internal sealed class MergeCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "Other folders that shards were made in; they stay as they are.",
        HelpName = "DIR",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _plan = new("--plan")
    {
        Description = "Merge the shards of this plan, as a message has named it, where those of several are complete.",
        HelpName = "ID",
    };

    public MergeCommand()
        : base("merge", "Make one cache of all shards: check that all are there, agree, and are what they say, then compact.")
    {
        Options.Add(_cacheDirectory);
        Options.Add(_inputs);
        Options.Add(_plan);
    }

    public override string Example => "khmercache merge --cache-dir data/synthetic --input shards/1 shards/2 shards/3";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        var report = ShardMerge.Run(folder, [.. (result.GetValue(_inputs) ?? []).Select(InputOf)], PlanOf(result), cancellationToken);
        foreach (var diagnostic in report.Diagnostics)
        {
            output.Write(diagnostic);
        }

        if (report.Manifest is not { } manifest)
        {
            return ExitCode.Failed;
        }

        var copied = report.Copied > 0 ? string.Create(CultureInfo.InvariantCulture, $", {report.Copied} taken from other folders") : "";
        var skipped = report.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({report.Skipped:N0} skipped)") : "";
        output.WriteResult(
            new JsonObject
            {
                ["shards"] = report.Shards,
                ["copied_segments"] = report.Copied,
                ["skipped"] = report.Skipped,
                ["total_images"] = manifest.TotalImages,
                ["segments"] = manifest.Segments.Count,
                ["content_digest"] = manifest.ContentDigest,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Shards} shards merged{copied}: {manifest.TotalImages:N0} images{skipped} in {manifest.Segments.Count} segments\ncontent digest: {manifest.ContentDigest}"));
        return ExitCode.Good;
    }

    private string? PlanOf(ParseResult result) => result.GetValue(_plan)?.Trim() is not "" and var plan
        ? plan
        : throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{_plan.Name} is empty. Give the beginning of a plan's name, as a message shows it.");

    private CacheFolder InputOf(string path) => string.IsNullOrWhiteSpace(path)
        ? throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{_inputs.Name} is empty. Name the folders that shards were made in.")
        : new CacheFolder(path);
}
