using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Storage.Packing;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>restore</c>: adds a packed cache to a cache.</summary>
internal sealed class RestoreCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string?> _input = CommandOptions.OneFile("--input", "A packed cache, as 'pack' writes it.");

    public RestoreCommand()
        : base("restore", "Add a packed cache to the cache; what is there stays.")
    {
        _input.Required = true;
        Options.Add(_cacheDirectory);
        Options.Add(_input);
    }

    /// <summary>What is told of a restored cache in a line.</summary>
    public static string Describe(RestoreReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.File}: {report.Images:N0} images {(report.Segments > 0 ? $"restored in {report.Segments} segments" : "were there already")}");

    public override string Example => "khmercache restore --cache-dir data/synthetic --input khmercache.tar";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        using var packed = PackedCache.Open(CommandOptions.FileOf(result, _input, Environment.CurrentDirectory)!);
        var report = CacheRestorer.Run(folder, packed, cancellationToken);
        var manifest = Manifest.Read(folder);
        output.WriteResult(
            new JsonObject
            {
                ["file"] = report.File,
                ["images"] = report.Images,
                ["restored_segments"] = report.Segments,
                ["total_images"] = manifest?.TotalImages ?? 0,
                ["content_digest"] = manifest?.ContentDigest ?? "",
            },
            Describe(report));
        return ExitCode.Good;
    }
}
