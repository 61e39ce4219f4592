using System.Globalization;
using System.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>Characters as messages name them.</summary>
internal static class CodePoint
{
    /// <summary><c>U+17D2</c>.</summary>
    public static string Name(Rune character) => $"U+{character.Value:X4}";

    /// <summary><c>U+179F U+17D2 U+178F</c>.</summary>
    public static string Names(ReadOnlySpan<char> text)
    {
        var names = new List<string>();
        foreach (var character in text.EnumerateRunes())
        {
            names.Add(Name(character));
        }

        return string.Join(' ', names);
    }

    /// <summary><c>, 3 times in this line</c>, or nothing for once.</summary>
    public static string Times(int count) => count > 1 ? string.Create(CultureInfo.InvariantCulture, $", {count} times in this line") : "";
}
