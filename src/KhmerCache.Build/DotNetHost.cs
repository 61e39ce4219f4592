namespace KhmerCache.Build;

/// <summary>The <c>dotnet</c> program that runs the worker.</summary>
internal static class DotNetHost
{
    /// <summary>The name of the program on this system.</summary>
    public static string FileName { get; } = Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <summary>
    /// The host that runs this build, which SDKs name in <c>DOTNET_HOST_PATH</c>. Builds of Visual Studio and stale environments
    /// lack it: then the first one in <c>PATH</c>. Null where there is none.
    /// </summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="exists">Whether a file is there.</param>
    public static string? Find(Func<string, string?> environment, Func<string, bool> exists) =>
        environment("DOTNET_HOST_PATH") is { Length: > 0 } path && exists(path)
            ? path
            : (environment("PATH") ?? "").Split(Path.PathSeparator).Select(FileIn).OfType<string>().FirstOrDefault(exists);

    // PATH may have anything in it, and a relative folder means another one to each process.
    private static string? FileIn(string folder)
    {
        try
        {
            return Path.IsPathRooted(folder.Trim('"')) ? Path.Combine(folder.Trim('"'), FileName) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
