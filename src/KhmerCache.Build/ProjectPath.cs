namespace KhmerCache.Build;

/// <summary>A path as seen from the folder of the project, parted by <c>/</c>: the same on every machine, as the source generator has it from MSBuild's <c>MakeRelative</c>.</summary>
internal static class ProjectPath
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>As Windows tells folders apart, and as all others do.</summary>
    private static readonly StringComparison Comparison = Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The relative path, with <c>..</c> where it leads out of the project; of another drive, the whole path.</summary>
    /// <param name="projectDirectory">The folder of the project, absolute.</param>
    /// <param name="path">The file, absolute.</param>
    public static string Of(string projectDirectory, string path)
    {
        if (!string.Equals(Path.GetPathRoot(projectDirectory), Path.GetPathRoot(path), Comparison))
        {
            return path.Replace('\\', '/');
        }

        var (folders, parts) = (projectDirectory.Split(Separators, StringSplitOptions.RemoveEmptyEntries), path.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        var shared = 0;
        while (shared < folders.Length && shared < parts.Length && string.Equals(folders[shared], parts[shared], Comparison))
        {
            shared++;
        }

        return string.Join("/", Enumerable.Repeat("..", folders.Length - shared).Concat(parts.Skip(shared)));
    }
}
