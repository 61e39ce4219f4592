using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace KhmerCache.Generators;

/// <summary>
/// Names of C# properties for things that are named by their files: readable, valid, and unique in a class. The name of a thing
/// depends on nothing but itself, unless another thing asks for the same name: then each of them gets the hash of its key as a suffix,
/// so that no name ever passes from one thing to another unnoticed.
/// </summary>
internal static class Identifiers
{
    /// <summary>Names that a class has already: from <see cref="object"/>, or written by the emitters.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "All", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString", "KhmerFonts", "KhmerSplits", "KhmerCacheInfo",
    };

    /// <summary>Names each of <paramref name="things"/>. Their keys must differ.</summary>
    /// <param name="things">The things to name.</param>
    /// <param name="nameOf">The name that people know a thing by, such as <c>noto-sans-khmer-regular</c>.</param>
    /// <param name="keyOf">What tells it from all others, such as its path.</param>
    public static IReadOnlyDictionary<string, string> Assign<T>(IEnumerable<T> things, Func<T, string> nameOf, Func<T, string> keyOf)
    {
        var identifiers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var namesakes in things.GroupBy(thing => FromName(nameOf(thing)), StringComparer.Ordinal))
        {
            var isAlone = !namesakes.Skip(1).Any();
            foreach (var key in namesakes.Select(keyOf))
            {
                identifiers.Add(key, isAlone ? namesakes.Key : $"{namesakes.Key}_{HashOf(key)}");
            }
        }

        return identifiers;
    }

    /// <summary>
    /// <c>noto-sans-khmer-regular</c> becomes <c>NotoSansKhmerRegular</c>: letters, marks and digits stay, everything else parts words,
    /// and words begin with a capital. An underscore is never inside, which leaves it free to mark the suffixes of <see cref="Assign"/>.
    /// </summary>
    public static string FromName(string name)
    {
        var identifier = new StringBuilder();
        var isStartOfWord = true;
        foreach (var character in name)
        {
            if (character == '_' || !SyntaxFacts.IsIdentifierPartCharacter(character))
            {
                isStartOfWord = true;
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.Format)
            {
                // Format characters (U+200B and its like) are invisible, and C# ignores them in identifiers.
                identifier.Append(isStartOfWord ? char.ToUpperInvariant(character) : character);
                isStartOfWord = false;
            }
        }

        // A digit or a dependent vowel can't come first.
        if (identifier.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(identifier[0]))
        {
            identifier.Insert(0, '_');
        }

        var result = identifier.ToString();
        return Taken.Contains(result) ? result + "_" : result;
    }

    /// <summary>A namespace that compiles, from what a project has for one: <c>my-ocr.class</c> becomes <c>my_ocr.@class</c>.</summary>
    public static string Namespace(string name) =>
        string.Join(".", name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim()).Where(part => part.Length > 0).Select(NamespacePart));

    private static string NamespacePart(string part)
    {
        var identifier = new StringBuilder();
        foreach (var character in part)
        {
            identifier.Append(SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_');
        }

        if (!SyntaxFacts.IsIdentifierStartCharacter(identifier[0]))
        {
            identifier.Insert(0, '_');
        }

        var result = identifier.ToString();
        return SyntaxFacts.GetKeywordKind(result) == SyntaxKind.None ? result : "@" + result;
    }

    /// <summary>The FNV-1a hash of the UTF-8 bytes (32 bits, http://www.isthe.com/chongo/tech/comp/fnv/): the same in every process.</summary>
    private static string HashOf(string key)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
