using System.Globalization;
using System.Numerics;
using System.Text;

namespace KhmerCache.Rendering.Contents;

/// <summary>Which characters (Unicode code points) occur in texts: a bit for each, since it is asked for each letter of each line of a corpus.</summary>
internal sealed class CharacterSet
{
    private const int CodePoints = 0x110000;
    private const int BitsPerWord = 64;

    private readonly ulong[] _words = new ulong[CodePoints / BitsPerWord];

    /// <summary>Adds the characters of a text, which is well-formed UTF-16.</summary>
    public void Add(string text)
    {
        var words = _words;
        for (var i = 0; i < text.Length; i++)
        {
            int codePoint = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length)
            {
                codePoint = char.ConvertToUtf32(text[i], text[++i]);
            }

            // Nearly always it is there already, and what is not stored need not be waited for by the next letter.
            ref var word = ref words[codePoint / BitsPerWord];
            if ((word & (1UL << codePoint)) == 0)
            {
                word |= 1UL << codePoint;
            }
        }
    }

    /// <summary>The characters in hexadecimal, in rising order, with a blank between two: <c>0020 1780 17D2</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var word = 0; word < _words.Length; word++)
        {
            for (var left = _words[word]; left != 0; left &= left - 1)
            {
                text.Append(text.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"{word * BitsPerWord + BitOperations.TrailingZeroCount(left):X4}");
            }
        }

        return text.ToString();
    }
}
