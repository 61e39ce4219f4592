namespace KhmerCache;

/// <summary>Paths as keys and messages show them: relative to the project, with <c>/</c> as separator.</summary>
internal static class ProjectPath
{
    /// <summary>The form of <paramref name="filePath"/> that is the same on every machine the project is checked out on.</summary>
    public static string KeyOf(string filePath, string projectDirectory)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(projectDirectory), Path.GetFullPath(filePath));
        return Path.DirectorySeparatorChar == '/' ? relative : relative.Replace(Path.DirectorySeparatorChar, '/');
    }
}
