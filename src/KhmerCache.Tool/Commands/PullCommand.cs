using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Remote.Transfers;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;
using KhmerCache.Tool.Remotes;

namespace KhmerCache.Tool.Commands;

/// <summary><c>pull</c>: brings what a remote cache has and this one lacks.</summary>
internal sealed class PullCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();
    private readonly Option<string?> _remote = CommandOptions.Remote("The remote cache: s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix.");

    private readonly Option<string?> _snapshot = new("--snapshot")
    {
        Description = "Only this snapshot, by the plan or the digest in its name; all without it.",
        HelpName = "ID",
    };

    private readonly Option<int> _jobs = CommandOptions.TransferJobs();

    public PullCommand()
        : base("pull", "Bring what a remote cache has and this one lacks.")
    {
        _remote.Required = true;
        Option[] options = [_cacheDirectory, _remote, _snapshot, _jobs];
        Array.ForEach(options, Options.Add);
    }

    public override string Example => "khmercache pull --cache-dir data/synthetic --remote s3://bucket/prefix";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var remote = RemoteArgument.Of(result, _remote)!;
        var directory = CommandOptions.FolderOf(result, _cacheDirectory);
        var options = new TransferOptions { Jobs = CommandOptions.TransferJobsOf(result, _jobs), Snapshot = result.GetValue(_snapshot) };
        var report = TransferDisplay.Run(output, "pulling", progress => RemotePull.RunAsync(remote, directory, options, progress, cancellationToken).GetAwaiter().GetResult());
        foreach (var diagnostic in report.Diagnostics)
        {
            output.Write(diagnostic);
        }

        var refused = report.Diagnostics.Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var markers = report.Markers > 0 ? string.Create(CultureInfo.InvariantCulture, $", {report.Markers:N0} markers of shards") : "";
        output.WriteResult(
            new JsonObject
            {
                ["remote"] = remote.ToString(),
                ["snapshots"] = report.Snapshots,
                ["pulled_segments"] = report.Segments,
                ["pulled_markers"] = report.Markers,
                ["pulled_bytes"] = report.Bytes,
                ["already_there"] = report.AlreadyThere,
                ["refused"] = refused,
                ["total_images"] = report.TotalImages,
                ["content_digest"] = report.ContentDigest,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{remote}: {report.Segments:N0} segments pulled ({ByteSize.Format(report.Bytes)}), {report.AlreadyThere:N0} already there{markers}{(refused > 0 ? $", {refused:N0} refused" : "")}; {report.TotalImages:N0} images"));
        return report.HasErrors ? ExitCode.Failed : ExitCode.Good;
    }
}
