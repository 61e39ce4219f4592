using System.ComponentModel;
using System.Globalization;

namespace KhmerCache.Tool.Tests.Trust;

/// <summary>The tool as nobody in particular runs it: permissions count for all users but root, as whom tests run in a container.</summary>
internal static class OtherUser
{
    private const int Id = 65534;

    private static readonly string[] Become = ["setpriv", "--reuid", Id.ToString(CultureInfo.InvariantCulture), "--clear-groups"];

    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    /// <summary>Why tests that need another user are skipped; null where they are not.</summary>
    public static string? Missing => Obstacle.Value;

    /// <summary>Gives a folder and all in it to the user.</summary>
    public static void Own(string folder) => Do("chown", "-R", Id.ToString(CultureInfo.InvariantCulture), folder);

    /// <summary>Lets nobody but root add or delete anything in a folder.</summary>
    public static void Forbid(string folder) => Do("chmod", "0555", folder);

    /// <summary>Lets its owner do so again.</summary>
    public static void Permit(string folder) => Do("chmod", "0755", folder);

    /// <summary>Runs a command line of the tool as the user.</summary>
    public static Outcome Run(params string[] arguments)
    {
        using var process = WorkerProcess.StartOther([.. Become, .. WorkerProcess.Command, .. arguments]);
        return process.End();
    }

    private static void Do(params string[] command)
    {
        using var process = WorkerProcess.StartOther(command);
        process.End().Exits(0);
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "Only root can run the tool as somebody else.";
        }

        try
        {
            // Whether the user reaches the tool at all, which may lie in root's home.
            return Run("--version") is { ExitCode: 0 } ? null : "Another user can't run the tool from where it was built.";
        }
        catch (Win32Exception)
        {
            return "setpriv is not on this machine: apt-get install util-linux.";
        }
    }
}
