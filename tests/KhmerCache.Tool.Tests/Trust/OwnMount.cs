using System.Globalization;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>A small disk of its own for the cache of a workspace, in a namespace of mounts that nobody else sees; no rights are needed outside.</summary>
internal static class OwnMount
{
    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    /// <summary>Why tests that need a disk of their own are skipped; null where they are not.</summary>
    public static string? Missing => Obstacle.Value;

    /// <summary>
    /// Runs a shell script in which <c>$cache</c> is an empty folder, <c>disk</c> mounts a file system there with the options it is given,
    /// <c>remount</c> changes them, <c>tool</c> runs the tool, and <c>folder</c> keeps what lies in the folder.
    /// </summary>
    /// <returns>How each run of the tool and each look at the folder ended, in turn.</returns>
    public static Outcome[] Run(Workspace workspace, string script)
    {
        var results = Directory.CreateDirectory(workspace.PathOf("results")).FullName;
        Directory.CreateDirectory(workspace.Cache);
        var whole = $$"""
            set -eu
            cache=$1 results=$2 project=$3
            shift 3
            host=$1 exec=$2 program=$3
            n=100
            cd "$project"
            disk() { mount -t tmpfs -o "$1" cache "$cache"; }
            remount() { mount -o "remount,$1" "$cache"; }
            keep() { n=$((n + 1)); code=0; "$@" >"$results/$n.out" 2>"$results/$n.err" || code=$?; echo "$code" >"$results/$n.code"; }
            tool() { keep "$host" "$exec" "$program" "$@"; }
            folder() { keep find "$cache" -type f -printf '%P\n'; }
            {{script}}
            """;
        using (var shell = WorkerProcess.StartOther(
            ["unshare", "-rm", "sh", "-c", whole, "sh", workspace.Cache, results, workspace.PathOf("."), .. WorkerProcess.Command]))
        {
            shell.End().Exits(0);
        }

        return
        [
            .. Directory.GetFiles(results, "*.code").Order(StringComparer.Ordinal).Select(code => new Outcome(
                int.Parse(File.ReadAllText(code), CultureInfo.InvariantCulture),
                File.ReadAllText(Path.ChangeExtension(code, "out")),
                File.ReadAllText(Path.ChangeExtension(code, "err")))),
        ];
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Disks of one's own are made with Linux's unshare.";
        }

        try
        {
            using var shell = WorkerProcess.StartOther("unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k own /mnt");
            var outcome = shell.End();
            return outcome.ExitCode == 0 ? null : $"This system does not let 'unshare -rm' mount a disk of one's own: {outcome.Error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unshare is not on this machine: apt-get install util-linux.";
        }
    }
}
