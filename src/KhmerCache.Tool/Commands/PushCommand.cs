using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Remote.Transfers;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Remotes;

namespace KhmerCache.Tool.Commands;

/// <summary><c>push</c>: gives a remote cache what it lacks.</summary>
internal sealed class PushCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string?> _remote = CommandOptions.Remote("The remote cache: s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix.");
    private readonly Option<bool> _replace = new("--replace") { Description = "Put again what is there already, as where an object is damaged." };
    private readonly Option<int> _jobs = CommandOptions.TransferJobs();

    public PushCommand()
        : base("push", "Give a remote cache what it lacks of this one.")
    {
        _remote.Required = true;
        Option[] options = [_cacheDirectory, _remote, _replace, _jobs];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache push --cache-dir data/synthetic --remote s3://bucket/prefix";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var remote = RemoteArgument.Of(result, _remote)!;
        var directory = CommandOptions.FolderOf(result, _cacheDirectory);
        var options = new TransferOptions { Jobs = CommandOptions.TransferJobsOf(result, _jobs), Replace = result.GetValue(_replace) };
        var report = TransferDisplay.Run(output, "pushing", progress => RemotePush.RunAsync(remote, directory, options, progress, cancellationToken).GetAwaiter().GetResult());
        foreach (var diagnostic in report.Diagnostics)
        {
            output.Write(diagnostic);
        }

        var markers = report.Markers > 0 ? string.Create(CultureInfo.InvariantCulture, $", {report.Markers:N0} markers of shards") : "";
        output.WriteResult(
            new JsonObject
            {
                ["remote"] = remote.ToString(),
                ["pushed_segments"] = report.Segments,
                ["pushed_markers"] = report.Markers,
                ["pushed_bytes"] = report.Bytes,
                ["already_there"] = report.AlreadyThere,
                ["refused"] = report.Diagnostics.Count,
                ["total_images"] = report.TotalImages,
                ["content_digest"] = report.ContentDigest,
                ["snapshots"] = new JsonArray([.. report.Snapshots.Select(name => (JsonNode)name)]),
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{remote}: {report.Segments:N0} segments pushed ({ByteSize.Format(report.Bytes)}), {report.AlreadyThere:N0} already there{markers}{(report.HasErrors ? "; no snapshot, since the cache is damaged" : $"; {report.TotalImages:N0} images")}"));
        return report.HasErrors ? ExitCode.Failed : ExitCode.Good;
    }
}
