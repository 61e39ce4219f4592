namespace KhmerCache.Packages.Tests;

/// <summary>Runs the real SDK, undisturbed by the one that runs the tests.</summary>
internal static class DotNet
{
    /// <summary>Runs <c>dotnet</c> in a folder and waits for its end.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="packageFolder">Where NuGet unpacks what the run restores.</param>
    /// <param name="arguments">What comes after <c>dotnet</c>.</param>
    public static Outcome Run(string folder, string packageFolder, params string[] arguments)
    {
        using var process = Start(folder, packageFolder, arguments);
        return process.WaitForEnd();
    }

    /// <summary>Starts <c>dotnet</c> in a folder.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="packageFolder">Where NuGet unpacks what the run restores.</param>
    /// <param name="arguments">What comes after <c>dotnet</c>.</param>
    public static RunningDotNet Start(string folder, string packageFolder, params string[] arguments) =>
        StartOther(folder, packageFolder, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    /// <summary>Starts another program in the environment of <see cref="Start"/>, such as one that starts <c>dotnet</c>.</summary>
    public static RunningDotNet StartOther(string folder, string packageFolder, string program, params string[] arguments) =>
        new(program, arguments, start =>
        {
            start.WorkingDirectory = folder;

            // The SDK that runs the tests has told its children which MSBuild and which SDK to use, and where it runs.
            foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            {
                start.Environment.Remove(name);
            }

            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
            start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
            start.Environment["DOTNET_NOLOGO"] = "1";
            start.Environment["NUGET_PACKAGES"] = packageFolder;
            // No note of the runs in the home of whoever runs the tests.
            start.Environment["KHMERCACHE_STATE_DIR"] = "";
            // What this machine has unpacked already need not be loaded again; our own packages have a version of their own in each run.
            start.Environment["NUGET_FALLBACK_PACKAGES"] = GlobalPackages;
        });

    private static string GlobalPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured
        ? configured
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
