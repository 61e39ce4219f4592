namespace KhmerCache.Tool.Imports;

/// <summary>Which of the fonts that were given an entry means: the one with its path relative to the project, or else the only one with its file name.</summary>
internal sealed class FontMatch
{
    private readonly string _projectDirectory;
    private readonly Dictionary<string, FontDescriptor> _byPath;
    private readonly Dictionary<string, FontDescriptor> _byFile;
    private readonly ILookup<string, FontDescriptor> _byName;

    public FontMatch(IReadOnlyList<FontDescriptor> fonts, string projectDirectory)
    {
        _projectDirectory = projectDirectory;
        _byPath = fonts.ToDictionary(font => font.Path, StringComparer.Ordinal);
        _byFile = fonts.ToDictionary(font => font.FilePath, StringComparer.Ordinal);
        _byName = fonts.ToLookup(font => Path.GetFileName(font.FilePath), StringComparer.Ordinal);
    }

    /// <summary>The font of a path as keys have it; null where none is meant, or several could be.</summary>
    public FontDescriptor? Find(string fontPath) =>
        FindByPath(fontPath) ?? (_byName[NameOf(fontPath)].ToArray() is [var only] ? only : null);

    /// <summary>The font that has exactly this path.</summary>
    public FontDescriptor? FindByPath(string fontPath) =>
        _byPath.GetValueOrDefault(fontPath) ?? _byFile.GetValueOrDefault(Path.GetFullPath(fontPath, _projectDirectory));

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string fontPath) => fontPath[(fontPath.LastIndexOf('/') + 1)..];

    /// <summary>Whether a path stays below the folder that it is relative to, on every system.</summary>
    public static bool StaysInside(string path) =>
        !path.Contains('\\', StringComparison.Ordinal) && !path.StartsWith('/') && !path.Split('/').Contains("..")
        && !(path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]));
}
