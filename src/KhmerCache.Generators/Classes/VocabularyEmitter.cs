using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace KhmerCache.Generators.Classes;

/// <summary>Writes the class <c>KhmerVocabulary</c>.</summary>
internal static class VocabularyEmitter
{
    /// <summary>How many characters a line of the literal has, as long as that makes no more than <see cref="MaxLines"/> lines.</summary>
    private const int CharactersPerLine = 16;

    /// <summary>A sum of strings is a tree as deep as it has terms, and a compiler walks down it.</summary>
    private const int MaxLines = 64;

    private const string OnIndices =
        "A character that a corpus gains moves the indices of those after it: keep <c>Characters</c> with a model that was trained on them.";

    private static readonly string[] Remarks = ["<remarks>", OnIndices, "</remarks>"];

    /// <summary>With how to get from these characters to the type of the package KhmerCache.</summary>
    private static readonly string[] RemarksWithLibrary =
    [
        "<remarks>",
        OnIndices,
        "The targets of a model, in which the id of a character is its index here + 4:",
        "<code>var vocabulary = new KhmerCache.Datasets.Vocabulary(KhmerVocabulary.Characters.EnumerateRunes());</code>",
        "</remarks>",
    ];

    /// <summary>The class for <paramref name="model"/>.</summary>
    public static SourceText Emit(VocabularyModel model)
    {
        var generated = new GeneratedClass(
            model.Place,
            ClassNames.Vocabulary,
            "The characters (Unicode code points) of this project's corpora, in ascending order. There are none before the first build.",
            model.HasLibrary ? RemarksWithLibrary : Remarks);
        generated.Add("All characters, in ascending order of their code points.", ["public const string Characters =", .. Lines(model.CodePoints)]);
        generated.Add(
            "The number of characters: of code points, not of UTF-16 code units.",
            $"public const int Count = {model.CodePoints.Count.ToString(CultureInfo.InvariantCulture)};");
        generated.Add("The code points of <c>Characters</c>.", "private static readonly int[] CodePoints = FindCodePoints();");
        generated.Add(
            "The index of a character.",
            "/// <param name=\"codePoint\">The code point; a <c>char</c> will do for one up to U+FFFF.</param>",
            "/// <returns>The index among <c>Characters</c>, counted in code points, or -1 where no corpus has it.</returns>",
            "public static int IndexOf(int codePoint)",
            "{",
            "    var index = global::System.Array.BinarySearch(CodePoints, codePoint);",
            "    return index < 0 ? -1 : index;",
            "}");
        generated.Add(
            "The index of a character that is given as text.",
            "/// <param name=\"character\">The character: one code point, which is one or two UTF-16 code units.</param>",
            "/// <returns>The index among <c>Characters</c>, counted in code points, or -1 where no corpus has it, or it is not one code point.</returns>",
            "public static int IndexOf(string character) =>",
            "    character.Length == 1 ? IndexOf((int)character[0])",
            "    : character.Length == 2 && char.IsSurrogatePair(character[0], character[1]) ? IndexOf(char.ConvertToUtf32(character[0], character[1]))",
            "    : -1;");
        generated.Add(
            "The character at an index, as a code point.",
            "/// <param name=\"index\">The index, from 0 to <c>Count</c> - 1.</param>",
            "/// <returns>The code point.</returns>",
            "/// <exception cref=\"global::System.ArgumentOutOfRangeException\">There is no such index.</exception>",
            "public static int CodePointAt(int index) =>",
            "    index >= 0 && index < CodePoints.Length ? CodePoints[index] : throw new global::System.ArgumentOutOfRangeException(nameof(index));");
        generated.Add(
            "The character at an index, as text.",
            "/// <param name=\"index\">The index, from 0 to <c>Count</c> - 1.</param>",
            "/// <returns>The character: one or two UTF-16 code units.</returns>",
            "/// <exception cref=\"global::System.ArgumentOutOfRangeException\">There is no such index.</exception>",
            "public static string CharacterAt(int index) => char.ConvertFromUtf32(CodePointAt(index));");
        generated.Add(
            "Takes <c>Characters</c> apart.",
            "/// <returns>The code points, ascending.</returns>",
            "private static int[] FindCodePoints()",
            "{",
            "    var codePoints = new int[Count];",
            "    for (int index = 0, position = 0; index < codePoints.Length; index++)",
            "    {",
            "        codePoints[index] = char.ConvertToUtf32(Characters, position);",
            "        position += char.IsHighSurrogate(Characters[position]) ? 2 : 1;",
            "    }",
            "",
            "    return codePoints;",
            "}");
        return generated.ToSourceText();
    }

    /// <summary>The literal, in lines of equally many characters.</summary>
    private static IEnumerable<string> Lines(EquatableArray<int> codePoints)
    {
        var perLine = Math.Max(CharactersPerLine, (codePoints.Count + MaxLines - 1) / MaxLines);
        var line = new StringBuilder();
        for (var i = 0; i < codePoints.Count; i++)
        {
            Append(line, codePoints[i]);
            if ((i + 1) % perLine == 0 && i + 1 < codePoints.Count)
            {
                yield return $"    \"{line}\" +";
                line.Clear();
            }
        }

        yield return $"    \"{line}\";";
    }

    /// <summary>Everything but printable ASCII is escaped: a mark alone is hard to tell, and some characters are invisible.</summary>
    private static void Append(StringBuilder line, int codePoint)
    {
        if (codePoint is '"' or '\\')
        {
            line.Append('\\').Append((char)codePoint);
        }
        else if (codePoint is >= ' ' and <= '~')
        {
            line.Append((char)codePoint);
        }
        else
        {
            line.Append(codePoint > 0xFFFF ? "\\U" : "\\u").Append(codePoint.ToString(codePoint > 0xFFFF ? "X8" : "X4", CultureInfo.InvariantCulture));
        }
    }
}
