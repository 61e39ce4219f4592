namespace KhmerCache.Remote.Tests;

/// <summary>Lists a store in a process of its own, with just the variables of stores that a test gives it.</summary>
internal static class AskingAlone
{
    /// <summary>Runs <see cref="Program"/>.</summary>
    /// <returns>Its exit code, and what it has printed, by lines.</returns>
    public static async Task<(int ExitCode, string[] Lines)> ListAsync(string address, IReadOnlyDictionary<string, string> variables)
    {
        var (exitCode, output, error) = await ProcessOfItsOwn.RunAsync(typeof(Program).Assembly.Location, variables, address);
        Assert.Equal("", error);
        return (exitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
