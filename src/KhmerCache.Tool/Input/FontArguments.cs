namespace KhmerCache.Tool.Input;

/// <summary>The fonts of a command line.</summary>
internal static class FontArguments
{
    /// <summary>The fonts of all patterns.</summary>
    /// <exception cref="KhmerCacheException">A pattern names no file, or a font is named twice.</exception>
    public static IReadOnlyList<FontDescriptor> Read(IEnumerable<string> patterns, string projectDirectory, string verb)
    {
        FontDescriptor[] fonts =
        [
            .. patterns.Select(pattern => Checked(pattern, verb)).SelectMany(pattern => FilePattern.Expand("--fonts", pattern, projectDirectory, DiagnosticCodes.FontNotFound))
                .Select(path => FontDescriptor.FromPath(path, projectDirectory)),
        ];
        var twice = fonts.GroupBy(font => font.Path, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? fonts
            : throw new KhmerCacheException(DiagnosticCodes.Configuration, $"The font '{twice.Key}' is given {twice.Count()} times. Name it once.", twice.First().FilePath);
    }

    // The option takes any number of values, so whatever follows it has been taken for a font.
    private static string Checked(string pattern, string verb) => pattern.StartsWith("--", StringComparison.Ordinal)
        ? throw new KhmerCacheException(DiagnosticCodes.Configuration, $"There is no option '{pattern}'. 'khmercache {verb} --help' tells which there are.")
        : pattern;
}
