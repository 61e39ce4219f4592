using System.Diagnostics;

namespace KhmerCache.Remote.Tests.Servers;

/// <summary>Lists a store in a process of its own, with just the variables of stores that a test gives it.</summary>
internal static class AskingAlone
{
    private static readonly string[] Theirs = ["AWS_", "AZURE_"];

    /// <summary>Runs <see cref="Program"/>.</summary>
    /// <returns>Its exit code, and what it has printed, by lines.</returns>
    public static async Task<(int ExitCode, string[] Lines)> ListAsync(string address, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, address]) { RedirectStandardOutput = true, RedirectStandardError = true };
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

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
