namespace KhmerCache.Tool.Projects;

/// <summary>The project that <c>--project</c> names: a file, or the folder of the only one.</summary>
internal static class ProjectFile
{
    /// <summary>The project file as a full path.</summary>
    /// <param name="path">A project file, or a folder.</param>
    /// <exception cref="KhmerCacheException">There is none, or the folder has several.</exception>
    public static string Find(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw Wrong("--project is empty. Name a project file, such as MyTraining.csproj, or its folder.", null);
        }

        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            return full;
        }

        if (!Directory.Exists(full))
        {
            throw Wrong($"--project: there is no file or folder '{path}'. Name a project file, such as MyTraining.csproj, or its folder.", full);
        }

        string[] files = [.. Directory.EnumerateFiles(full, "*.*proj").Order(StringComparer.Ordinal)];
        return files switch
        {
            [var file] => file,
            [] => throw Wrong($"--project: the folder '{path}' has no project file. Name one.", full),
            _ => throw Wrong($"--project: the folder '{path}' has several project files. Name one of {string.Join(", ", files.Select(Path.GetFileName))}.", full),
        };
    }

    private static KhmerCacheException Wrong(string message, string? file) => new(DiagnosticCodes.Configuration, message, file);
}
