namespace KhmerCache.Generators.Inputs;

/// <summary>
/// The one thing in a project's <c>khmercache.lock.json</c> that code has a use for. The file is JSON; where it is laid out as it is written, the digest
/// stands on a line of its own in the outermost object:
/// <code>
/// "content_digest": "&lt;64 digits of lower-case hexadecimal&gt;",
/// </code>
/// Anything else counts as no lock, a file with marks of a merge among them: the build names what is wrong with it.
/// </summary>
/// <param name="ContentDigest">The digest.</param>
/// <remarks>Not read by a JSON parser: none is in every host that loads netstandard2.0, and nothing may be shipped beside a generator.</remarks>
internal sealed record LockFile(string ContentDigest)
{
    /// <summary>What the name of the file ends with, by which it is told from a project's other additional files: projects in one folder have locks of other names. The build gives the one in use.</summary>
    public const string FileName = ".lock.json";

    private const string Property = "\"content_digest\"";

    private const int DigestLength = 64;

    /// <summary>Reads the file. Null where it has no digest, or more than one.</summary>
    public static LockFile? Parse(string text)
    {
        var depth = 0;
        string? digest = null;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            // A digest that stands deeper is that of a part.
            if (depth == 1 && line.StartsWith(Property, StringComparison.Ordinal))
            {
                if (digest is not null || DigestOf(line) is not { } found)
                {
                    return null;
                }

                digest = found;
            }

            depth += DepthOf(line);
        }

        return digest is null || depth != 0 ? null : new LockFile(digest);
    }

    private static string? DigestOf(string line)
    {
        var value = line.Substring(Property.Length).TrimStart();
        if (value.Length == 0 || value[0] != ':')
        {
            return null;
        }

        value = value.Substring(1).TrimEnd(',').Trim();
        return value.Length == DigestLength + 2 && value[0] == '"' && value[value.Length - 1] == '"' && value.Skip(1).Take(DigestLength).All(IsDigit)
            ? value.Substring(1, DigestLength)
            : null;
    }

    private static bool IsDigit(char character) => character is (>= '0' and <= '9') or (>= 'a' and <= 'f');

    /// <summary>How many more objects and lists a line opens than it closes. In JSON no string goes on in the next line.</summary>
    private static int DepthOf(string line)
    {
        var (depth, isInString) = (0, false);
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\\' when isInString:
                    i++;
                    break;
                case '"':
                    isInString = !isInString;
                    break;
                case '{' or '[' when !isInString:
                    depth++;
                    break;
                case '}' or ']' when !isInString:
                    depth--;
                    break;
            }
        }

        return depth;
    }
}
