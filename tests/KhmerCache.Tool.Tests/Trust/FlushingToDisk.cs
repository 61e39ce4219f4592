using System.Text.RegularExpressions;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>After a loss of power, a file that has its name has its bytes, and the manifest names nothing that is gone.</summary>
public sealed partial class FlushingToDisk : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public void Each_file_is_on_disk_before_it_has_its_name_and_its_name_before_the_next_file()
    {
        var calls = Trace(["pregenerate", "--project-directory", _workspace.PathOf("."), "--cache-dir", "new/cache", .. Workspace.All]);

        var renames = Enumerable.Range(0, calls.Length).Where(call => calls[call].Target is not null).ToArray();
        var manifest = Array.FindLastIndex(calls, call => call.Target?.EndsWith("/cache_index.json", StringComparison.Ordinal) is true);
        Assert.Equal(2, calls[..manifest].Count(call => call.Target?.Contains("/segments/", StringComparison.Ordinal) is true));
        Assert.DoesNotContain(calls[manifest..], call => call.Target?.Contains("/segments/", StringComparison.Ordinal) is true);
        foreach (var rename in renames)
        {
            var folder = Path.GetDirectoryName(calls[rename].Target);
            var next = Array.Find(renames, other => other > rename) is var later and > 0 ? later : calls.Length;
            Assert.Contains(calls[rename].Path, calls[..rename].Where(call => call.Target is null).Select(call => call.Path));
            Assert.Contains(folder, calls[rename..next].Where(call => call.Target is null).Select(call => call.Path));
        }

        // The folders that were made for them have names as well.
        Assert.All(["", "new", "new/cache", "new/cache/segments"], folder => Assert.Contains(
            _workspace.PathOf(folder).TrimEnd('/'), calls[..manifest].Where(call => call.Target is null).Select(call => call.Path)));
    }

    /// <summary>What was flushed and what was renamed, in turn; nothing else.</summary>
    private (string Path, string? Target)[] Trace(string[] arguments)
    {
        var trace = _workspace.PathOf("trace.txt");
        Skip.IfNot(OperatingSystem.IsLinux(), "strace is Linux's.");
        try
        {
            using var process = WorkerProcess.StartOther(
                ["strace", "-f", "-y", "-s", "4096", "-e", "trace=fsync,rename,renameat,renameat2", "-o", trace, .. WorkerProcess.Command, .. arguments]);
            var outcome = process.End();
            Skip.If(outcome.Error.Contains("ptrace", StringComparison.Ordinal), $"This system does not let strace look: {outcome.Error.Trim()}");
            outcome.Exits(0);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "strace is not on this machine: apt-get install strace.");
        }

        return
        [
            .. File.ReadLines(trace).Select(line => (Flush: Flushed().Match(line), Rename: Renamed().Match(line))).Where(call => call.Flush.Success || call.Rename.Success)
                .Select(call => call.Flush.Success ? (call.Flush.Groups[1].Value, (string?)null) : (call.Rename.Groups[1].Value, call.Rename.Groups[2].Value))
                .Where(call => call.Item1.StartsWith(_workspace.PathOf(".").TrimEnd('/'), StringComparison.Ordinal)),
        ];
    }

    [GeneratedRegex(@"fsync\(\d+<([^>]*)>")]
    private static partial Regex Flushed();

    [GeneratedRegex("""rename\w*\([^"]*"([^"]*)"[^"]*"([^"]*)"[^"]*$""")]
    private static partial Regex Renamed();
}
