using System.Buffers;

namespace KhmerCache.Rendering.Text;

/// <summary>The control characters of Unicode (category Cc), and the separators of lines and paragraphs, at which some programs break lines.</summary>
internal static class ControlCharacters
{
    public const char LineSeparator = '\u2028';
    public const char ParagraphSeparator = '\u2029';

    private const int LastBelowAscii = 0x1F;
    private const int FirstAboveAscii = 0x7F;
    private const int Last = 0x9F;

    /// <summary>All of them, to look for in texts.</summary>
    public static SearchValues<char> All { get; } = SearchValues.Create(List());

    private static char[] List()
    {
        var characters = new List<char> { LineSeparator, ParagraphSeparator };
        for (var character = '\0'; character <= Last; character++)
        {
            if (character is <= (char)LastBelowAscii or >= (char)FirstAboveAscii)
            {
                characters.Add(character);
            }
        }

        return [.. characters];
    }
}
