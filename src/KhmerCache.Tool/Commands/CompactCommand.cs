using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Rendering.Sharding;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>compact</c>: the canonical form, without stale entries.</summary>
internal sealed class CompactCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    public CompactCommand()
        : base("compact", "Merge all segments into the canonical form, and drop stale entries.") => Options.Add(_cacheDirectory);

    public override string Example => "khmercache compact --project MyTraining.csproj";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        folder.CheckExists();
        var report = ShardMerge.Compact(folder, cancellationToken);
        foreach (var diagnostic in report.Diagnostics)
        {
            output.Write(diagnostic);
        }

        var manifest = report.Manifest!;
        output.WriteResult(
            new JsonObject
            {
                ["total_images"] = manifest.TotalImages,
                ["segments"] = manifest.Segments.Count,
                ["content_digest"] = manifest.ContentDigest,
            },
            string.Create(CultureInfo.InvariantCulture, $"{manifest.TotalImages:N0} images in {manifest.Segments.Count} segments"));
        return ExitCode.Good;
    }
}
