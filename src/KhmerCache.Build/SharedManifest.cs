using System.Text;

namespace KhmerCache.Build;

/// <summary>
/// The manifest of a cache, which several projects may share: each tells its own splits there, and the checksum follows from them. What is left says the same to all of them,
/// so that the build of one is not taken for a change by the others.
/// </summary>
internal static class SharedManifest
{
    /// <summary>Whether a file is a manifest, by its name.</summary>
    public static bool Is(string path) => Path.GetFileName(path) == "cache_index.json";

    /// <summary>The SHA-256 of what is the same for all projects; <c>-</c> where the file can't be read.</summary>
    public static string HashOf(string path)
    {
        try
        {
            return File.Exists(path) ? FileHashes.OfText(string.Join("\n", SharedLines(File.ReadAllLines(path)))) : "-";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "-";
        }
    }

    // The worker writes each property of the manifest, and of each object in it, on a line of its own.
    private static IEnumerable<string> SharedLines(IEnumerable<string> lines)
    {
        var isInSplits = false;
        foreach (var line in lines)
        {
            if (isInSplits)
            {
                isInSplits = !line.StartsWith("  }", StringComparison.Ordinal);
            }
            else if (line.StartsWith("  \"splits\": {", StringComparison.Ordinal))
            {
                isInSplits = !line.EndsWith("},", StringComparison.Ordinal);
            }
            else if (!line.StartsWith("  \"checksum\": ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
