using Microsoft.Extensions.FileSystemGlobbing;

namespace KhmerCache.Tool.Input;

/// <summary>Paths and globs (<c>*</c>, <c>**</c>, <c>?</c>) as the command line takes them, relative to a folder.</summary>
internal static class FilePattern
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>The files of a pattern or of several, separated by <c>;</c>. Each glob's files come in ordinal order.</summary>
    /// <exception cref="KhmerCacheException">A part of the pattern names no file; <paramref name="notFound"/> is the error's code.</exception>
    public static IReadOnlyList<string> Expand(string patterns, string directory, string notFound) =>
        [.. patterns.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(pattern => ExpandOne(pattern, directory, notFound))];

    private static string[] ExpandOne(string pattern, string directory, string notFound)
    {
        var full = Path.GetFullPath(pattern, directory);

        // A file whose name has a star in it is a file first.
        if (File.Exists(full))
        {
            return [full];
        }

        if (Directory.Exists(full))
        {
            throw new KhmerCacheException(notFound, $"'{pattern}' is a folder. Name its files, such as '{pattern.TrimEnd(Separators)}/*'.", full);
        }

        var wildcard = pattern.AsSpan().IndexOfAny('*', '?');
        if (wildcard < 0)
        {
            throw new KhmerCacheException(notFound, $"There is no file '{pattern}'. Correct the path, or take it out.", full);
        }

        var root = pattern[..(pattern.AsSpan(0, wildcard).LastIndexOfAny(Separators) + 1)];
        var folder = Path.GetFullPath(root, directory);
        string[] files = Directory.Exists(folder)
            ? [.. new Matcher(StringComparison.Ordinal).AddInclude(pattern[root.Length..]).GetResultsInFullPath(folder).Order(StringComparer.Ordinal)]
            : [];
        return files.Length > 0
            ? files
            : throw new KhmerCacheException(notFound, $"No file matches '{pattern}'. Correct the pattern, or take it out.", folder);
    }
}
