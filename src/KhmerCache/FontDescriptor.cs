namespace KhmerCache;

/// <summary>A font as the cache knows it: the path that is part of every cache key, and where the file lies on this machine.</summary>
/// <param name="Name">The name of the font, by default its file name without extension, such as <c>KhmerOSbattambang</c>.</param>
/// <param name="Path">The path relative to the project, with <c>/</c> as separator on every system. It is part of the cache key (<see cref="CacheKey"/>).</param>
/// <param name="FilePath">Where the font file lies. Reading a cache never opens it; rendering does.</param>
public sealed record FontDescriptor(string Name, string Path, string FilePath)
{
    /// <summary>Describes a font whose family and style are known, in one expression for languages without <c>init</c> (C# 8).</summary>
    /// <param name="name">The name of the font: <see cref="Name"/>.</param>
    /// <param name="path">The path relative to the project: <see cref="Path"/>.</param>
    /// <param name="filePath">Where the font file lies: <see cref="FilePath"/>.</param>
    /// <param name="family">The family: <see cref="Family"/>.</param>
    /// <param name="style">The style: <see cref="Style"/>.</param>
    public FontDescriptor(string name, string path, string filePath, string family, string style)
        : this(name, path, filePath)
    {
        Family = family;
        Style = style;
    }

    /// <summary>The family that the font belongs to, such as <c>Khmer OS Battambang</c>: what the project or the font file says, else <see cref="Name"/>.</summary>
    public string Family { get; init; } = Name;

    /// <summary>The style within the family, such as <c>Bold</c>: what the project or the font file says, else <c>Regular</c>.</summary>
    public string Style { get; init; } = "Regular";

    /// <summary>Describes the font at <paramref name="path"/>.</summary>
    /// <param name="path">The path relative to <paramref name="projectDirectory"/>; <c>\</c> is taken as <c>/</c> on Windows.</param>
    /// <param name="projectDirectory">The folder that cache keys are relative to.</param>
    public static FontDescriptor FromPath(string path, string projectDirectory)
    {
        var filePath = System.IO.Path.GetFullPath(path, projectDirectory);
        return new FontDescriptor(
            System.IO.Path.GetFileNameWithoutExtension(filePath), ProjectPath.KeyOf(filePath, projectDirectory), filePath);
    }

    /// <summary>Equal when the names and both paths are.</summary>
    /// <param name="other">The font to compare with.</param>
    /// <remarks>
    /// <see cref="Family"/> and <see cref="Style"/> are left out: they only say how people call the font, and whoever made the descriptor
    /// may not know them (<see cref="FromPath"/> opens no file). The font of a sample equals the generated one either way.
    /// </remarks>
    public bool Equals(FontDescriptor? other) => other is not null && Name == other.Name && Path == other.Path && FilePath == other.FilePath;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Path, FilePath);
}
