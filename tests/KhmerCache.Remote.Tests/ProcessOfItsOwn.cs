using System.Diagnostics;

namespace KhmerCache.Remote.Tests;

/// <summary>A program of .NET that sees no credentials but those that a test gives it.</summary>
internal static class ProcessOfItsOwn
{
    private static readonly string[] Theirs = ["AWS_", "AZURE_"];

    /// <summary>Runs an assembly to its end.</summary>
    /// <param name="assembly">Its file.</param>
    /// <param name="variables">The variables of stores that it has.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string assembly, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var process = Start(assembly, variables, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(string assembly, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => Theirs.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToArray())
        {
            start.Environment.Remove(name);
        }

        // No credentials of whoever runs the tests.
        start.Environment["HOME"] = Path.GetTempPath();
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
