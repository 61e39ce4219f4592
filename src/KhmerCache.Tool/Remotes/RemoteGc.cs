using System.Globalization;
using System.Text.Json.Nodes;
using KhmerCache.Remote;
using KhmerCache.Remote.Cleaning;
using KhmerCache.Tool.Input;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Remotes;

/// <summary><c>gc --remote</c>: drops what nobody needs any more from a remote cache.</summary>
internal static class RemoteGc
{
    /// <summary>Drops it and tells, or only tells.</summary>
    /// <exception cref="KhmerCacheException">The store can't be used, or a snapshot is damaged.</exception>
    public static int Run(CommandOutput output, RemoteAddress remote, RemoteCleaningOptions options, CancellationToken cancellationToken)
    {
        var report = RemoteCleaner.RunAsync(remote, options, cancellationToken).GetAwaiter().GetResult();
        output.WriteResult(
            new JsonObject
            {
                ["dry_run"] = options.IsDryRun,
                ["remote"] = remote.ToString(),
                ["dropped_snapshots"] = report.Snapshots,
                ["dropped_segments"] = report.Segments,
                ["dropped_markers"] = report.Markers,
                ["dropped_bytes"] = report.Bytes,
                ["kept_snapshots"] = report.KeptSnapshots,
                ["kept_segments"] = report.KeptSegments,
                ["kept_bytes"] = report.KeptBytes,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{remote}: {(options.IsDryRun ? "would drop" : "dropped")} {report.Snapshots:N0} snapshots, {report.Segments:N0} segments and {report.Markers:N0} markers of shards ({ByteSize.Format(report.Bytes)}); {report.KeptSnapshots:N0} snapshots and {report.KeptSegments:N0} segments {(options.IsDryRun ? "would stay" : "stay")} ({ByteSize.Format(report.KeptBytes)})"));
        return ExitCode.Good;
    }
}
