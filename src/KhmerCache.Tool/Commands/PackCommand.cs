using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Storage.Packing;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>pack</c>: the cache as one file.</summary>
internal sealed class PackCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string?> _output = CommandOptions.OneFile("--output", "The file to write, such as khmercache.tar.");

    public PackCommand()
        : base("pack", "Write the cache as one file, a tar; the same images are the same bytes.")
    {
        _output.Required = true;
        Options.Add(_cacheDirectory);
        Options.Add(_output);
    }

    /// <summary>What is told of a packed cache in a line.</summary>
    public static string Describe(PackReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"{report.File}: {report.Images:N0} images packed in {ByteSize.Format(report.Bytes)}");

    public override string Example => "khmercache pack --cache-dir data/synthetic --output khmercache.tar";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var folder = new CacheFolder(CommandOptions.FolderOf(result, _cacheDirectory));
        var file = CommandOptions.FileOf(result, _output, Environment.CurrentDirectory)!;
        folder.CheckExists();
        var report = CachePacker.Run(folder, file, cancellationToken);
        output.WriteResult(
            new JsonObject
            {
                ["file"] = report.File,
                ["bytes"] = report.Bytes,
                ["images"] = report.Images,
                ["content_digest"] = report.ContentDigest,
                ["sha256"] = report.Sha256,
            },
            Describe(report));
        return ExitCode.Good;
    }
}
