using System.Globalization;

namespace KhmerCache.Generators.Inputs;

/// <summary>
/// What is in the fonts and corpora of a project, as the worker writes it to <c>obj/…/KhmerCache.contents.txt</c> once it has looked at them:
/// a line each of a keyword and its fields, parted by tabs. Before the first build there is none.
/// <code>
/// format      1
/// font        fonts/KhmerOS.ttf   Khmer OS   Regular   once for each font: its path as in the cache key, and what its name table says
/// vocabulary  20 1780 17D2 1F600                       once: the code points of all corpora, hexadecimal and ascending, a blank between
/// </code>
/// </summary>
/// <param name="Fonts">The fonts.</param>
/// <param name="Vocabulary">The code points, ascending.</param>
internal sealed record ContentsFile(EquatableArray<FontNames> Fonts, EquatableArray<int> Vocabulary)
{
    /// <summary>The name of the file, by which it is told from a project's other additional files.</summary>
    public const string FileName = "KhmerCache.contents.txt";

    private const string Format = "format\t1";

    /// <summary>Reads the file. Null where it is not as described above to the letter: the next build writes it again, and until then names are defaults.</summary>
    public static ContentsFile? Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).ToList();
        if (lines.Count == 0 || lines[0] != Format)
        {
            return null;
        }

        var fonts = new List<FontNames>();
        var vocabularies = new List<int[]>();
        foreach (var fields in lines.Skip(1).Select(line => line.Split('\t')))
        {
            switch (fields[0], fields.Length)
            {
                case ("font", 4) when fields[1].Length > 0:
                    fonts.Add(new FontNames(fields[1], fields[2].Trim(), fields[3].Trim()));
                    break;
                case ("vocabulary", 2) when CodePoints(fields[1]) is { } codePoints:
                    vocabularies.Add(codePoints);
                    break;
                default:
                    return null;
            }
        }

        return vocabularies.Count == 1 && fonts.Select(font => font.Path).Distinct(StringComparer.Ordinal).Count() == fonts.Count
            ? new ContentsFile(new(fonts), new(vocabularies[0]))
            : null;
    }

    /// <summary>Null where something else than an ascending list of Unicode scalar values stands there.</summary>
    private static int[]? CodePoints(string field)
    {
        var numbers = field.Length == 0 ? [] : field.Split(' ');
        var codePoints = new int[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out codePoints[i])
                || codePoints[i] is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF)
                || (i > 0 && codePoints[i] <= codePoints[i - 1]))
            {
                return null;
            }
        }

        return codePoints;
    }
}
