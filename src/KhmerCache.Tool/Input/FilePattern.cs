using System.Text.RegularExpressions;
using Microsoft.Extensions.FileSystemGlobbing;

namespace KhmerCache.Tool.Input;

/// <summary>Paths and globs (<c>*</c>, <c>**</c>, <c>?</c>) as the command line takes them, relative to a folder.</summary>
internal static class FilePattern
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>The files of a pattern or of several, separated by <c>;</c>. Each glob's files come in ordinal order.</summary>
    /// <param name="option">The option that the pattern is given with, for messages.</param>
    /// <param name="patterns">The pattern or patterns.</param>
    /// <param name="directory">The folder that relative patterns start from.</param>
    /// <param name="notFound">The code of the error where nothing is found.</param>
    /// <exception cref="KhmerCacheException">A part of the pattern names no file.</exception>
    public static IReadOnlyList<string> Expand(string option, string patterns, string directory, string notFound)
    {
        var parts = patterns.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 0
            ? [.. parts.SelectMany(pattern => ExpandOne(pattern, directory, notFound))]
            : throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{option}: '{patterns}' names no file. Name one, or a pattern with * in it.");
    }

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
            ? [.. Match(pattern[root.Length..], folder).Order(StringComparer.Ordinal)]
            : throw new KhmerCacheException(notFound, $"There is no folder '{root}', which '{pattern}' starts with. Correct the pattern, or take it out.", folder);
        return files.Length > 0
            ? files
            : throw new KhmerCacheException(notFound, $"No file matches '{pattern}'. Correct the pattern, or take it out.", folder);
    }

    // The matcher knows * and ** but not ?: it looks for more, and what does not fit is left out.
    private static IEnumerable<string> Match(string glob, string folder)
    {
        var found = new Matcher(StringComparison.Ordinal).AddInclude(glob.Replace('?', '*')).GetResultsInFullPath(folder);
        if (!glob.Contains('?', StringComparison.Ordinal))
        {
            return found;
        }

        var fits = new Regex("^" + Regex.Escape(glob.Replace('\\', '/')).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal) + "$");
        return found.Where(path => fits.IsMatch(Path.GetRelativePath(folder, path).Replace('\\', '/')));
    }
}
