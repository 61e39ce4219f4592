using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>A script of <c>tests/interop</c> that reads an export with what others have written.</summary>
internal static class OtherReader
{
    // Debian's packages are those of Debian's Python.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Whether there is a Python, whatever modules it has.</summary>
    public static bool HasPython { get; } = Start(Python, "--version").ExitCode == 0;

    /// <summary>Runs a script, which prints an object a line; skips the test where what it needs is not on this machine.</summary>
    /// <param name="script">The script.</param>
    /// <param name="argument">What it reads.</param>
    /// <param name="needs">Modules of Python (Debian: python3-NAME), or packages of npm.</param>
    public static JsonObject[] Read(string script, string argument, params string[] needs) =>
        [.. Run(script, argument, needs).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>Runs a script, and returns what it prints.</summary>
    public static string Run(string script, string argument, params string[] needs) => Run(script, [argument], needs);

    /// <summary>Runs a script with several arguments.</summary>
    public static string Run(string script, string[] arguments, params string[] needs)
    {
        var isPython = script.EndsWith(".py", StringComparison.Ordinal);
        if (isPython)
        {
            var isThere = Start(Python, "-c", "import " + string.Join(", ", needs)).ExitCode == 0;
            Peer.Need(Peer.Apt, isThere ? null : $"{string.Join(", ", needs)} of Python {(needs.Length == 1 ? "is" : "are")} not on this machine.");
        }
        else
        {
            var isThere = needs.All(package => Directory.Exists(Repository.PathOf($"tests/interop/node_modules/{package}")));
            Peer.Need(Peer.Npm, isThere ? null : $"npm's {string.Join(", ", needs)} is not on this machine: npm ci in tests/interop.");
            Peer.Need(Peer.Npm, Start("node", "--version").ExitCode == 0 ? null : "Node.js is not on this machine.");
        }

        var (exitCode, output, error) = Start(isPython ? Python : "node", [Repository.PathOf("tests/interop/" + script), .. arguments]);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static (int ExitCode, string Output, string Error) Start(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,

                // Where no file has the name of a module.
                WorkingDirectory = Repository.PathOf("tests/interop"),
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (Win32Exception exception)
        {
            return (-1, "", exception.Message);
        }
    }
}
