namespace KhmerCache.Build;

/// <summary>The <c>dotnet</c> program that runs the worker.</summary>
internal static class DotNetHost
{
    /// <summary>The name of the program on this system.</summary>
    public static string FileName { get; } = Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <summary>
    /// The host that runs this build, which SDKs name in <c>DOTNET_HOST_PATH</c>. Builds of Visual Studio and stale environments
    /// lack it: then the bare name, which <see cref="Microsoft.Build.Utilities.ToolTask"/> looks up in <c>PATH</c>.
    /// </summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="exists">Whether a file is there.</param>
    public static string Find(Func<string, string?> environment, Func<string, bool> exists) =>
        environment("DOTNET_HOST_PATH") is { Length: > 0 } path && exists(path) ? path : FileName;
}
