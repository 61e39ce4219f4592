using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>compact</c>: the canonical form, without stale entries.</summary>
internal sealed class CompactCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    public CompactCommand()
        : base("compact", "Merge all segments into the canonical form, and drop stale entries.") => Options.Add(_cacheDirectory);

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        // Opened once before, for the error that says that there is none.
        using var cache = ImageCache.Open(CommandOptions.FolderOf(result, _cacheDirectory));
        var manifest = Compactor.Run(new CacheFolder(cache.Directory), cancellationToken);
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
