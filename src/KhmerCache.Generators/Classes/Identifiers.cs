using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace KhmerCache.Generators.Classes;

/// <summary>Identifiers of C# for names that are none: readable and valid. How they are kept unique, see <see cref="Naming"/>.</summary>
internal static class Identifiers
{
    /// <summary>Names that a class has already: from <see cref="object"/>, or written by the emitters. The names of the classes are no names of their members either.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "All", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
        ClassNames.Fonts, ClassNames.Splits, ClassNames.Info, ClassNames.Vocabulary,
    };

    /// <summary>
    /// <c>noto-sans-khmer-regular</c> becomes <c>NotoSansKhmerRegular</c>: see <see cref="Words"/>. An underscore is first where a letter is wanted,
    /// last where the name is taken, and never inside, which leaves it free to mark the suffixes of <see cref="Naming"/>. No keyword
    /// comes out of it: keywords begin with a small letter that has a capital.
    /// </summary>
    public static string FromName(string name)
    {
        var words = Words(name);

        // A digit or a dependent vowel can't come first.
        var identifier = words.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(words[0]) ? "_" + words : words;
        return Taken.Contains(identifier) ? identifier + "_" : identifier;
    }

    /// <summary>
    /// The words of a name, each with a capital where its script has some: letters, marks (a coeng too) and digits stay, everything else parts words.
    /// So do characters beyond U+FFFF, which identifiers of C# can't have.
    /// </summary>
    public static string Words(string name)
    {
        var words = new StringBuilder(name.Length);
        var isStartOfWord = true;
        foreach (var character in name)
        {
            if (character == '_' || !SyntaxFacts.IsIdentifierPartCharacter(character))
            {
                isStartOfWord = true;
            }
            else if (!IsInvisible(character))
            {
                words.Append(isStartOfWord ? char.ToUpperInvariant(character) : character);
                isStartOfWord = false;
            }
        }

        return words.ToString();
    }

    /// <summary>A namespace that compiles, from what a project has for one: <c>my-ocr.class</c> becomes <c>my_ocr.@class</c>.</summary>
    public static string Namespace(string name) =>
        string.Join(".", name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim()).Where(part => part.Length > 0).Select(NamespacePart));

    private static string NamespacePart(string part)
    {
        var identifier = new StringBuilder();
        foreach (var character in part.TrimStart('@').Where(character => !IsInvisible(character)))
        {
            identifier.Append(SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_');
        }

        if (identifier.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(identifier[0]))
        {
            identifier.Insert(0, '_');
        }

        var result = identifier.ToString();
        return SyntaxFacts.GetKeywordKind(result) == SyntaxKind.None ? result : "@" + result;
    }

    /// <summary>Format characters (U+200B, which parts Khmer words, and its like): C# ignores them in identifiers, so they tell no two apart.</summary>
    private static bool IsInvisible(char character) => CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
