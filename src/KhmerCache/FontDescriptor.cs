namespace KhmerCache;

/// <summary>A font as the cache knows it: the path that is part of every cache key, and where the file lies on this machine.</summary>
/// <param name="Name">The name of the font, by default its file name without extension, such as <c>KhmerOSbattambang</c>.</param>
/// <param name="Path">The path relative to the project, with <c>/</c> as separator on every system. It is part of the cache key (<see cref="CacheKey"/>).</param>
/// <param name="FilePath">Where the font file lies. Reading a cache never opens it; rendering does.</param>
public sealed record FontDescriptor(string Name, string Path, string FilePath)
{
    /// <summary>Describes the font at <paramref name="path"/>.</summary>
    /// <param name="path">The path relative to <paramref name="projectDirectory"/>; <c>\</c> is taken as <c>/</c> on Windows.</param>
    /// <param name="projectDirectory">The folder that cache keys are relative to.</param>
    public static FontDescriptor FromPath(string path, string projectDirectory)
    {
        var filePath = System.IO.Path.GetFullPath(path, projectDirectory);
        return new FontDescriptor(
            System.IO.Path.GetFileNameWithoutExtension(filePath), ProjectPath.KeyOf(filePath, projectDirectory), filePath);
    }
}
