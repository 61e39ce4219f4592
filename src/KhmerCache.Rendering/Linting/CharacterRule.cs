using System.Globalization;
using System.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>A rule about single characters: it names the first in a line, and how many there are.</summary>
internal abstract class CharacterRule(string code) : ILineRule
{
    public void Check(string text, ICollection<Finding> findings)
    {
        if (!MayHaveAny(text))
        {
            return;
        }

        var (column, count) = (0, 0);
        var first = default(Rune);
        for (var i = 0; i < text.Length;)
        {
            var character = Rune.GetRuneAt(text, i);
            if (IsMeant(character, i) && count++ == 0)
            {
                (column, first) = (i + 1, character);
            }

            i += character.Utf16SequenceLength;
        }

        if (count > 0)
        {
            findings.Add(new Finding(code, column, Describe(first, count)));
        }
    }

    /// <summary>A quick look, which most lines do not pass.</summary>
    protected abstract bool MayHaveAny(string text);

    /// <summary>Whether the rule is about this character, at this index of the line.</summary>
    protected abstract bool IsMeant(Rune character, int index);

    /// <summary>The message about <paramref name="count"/> characters, the first of which is <paramref name="first"/>.</summary>
    protected abstract string Describe(Rune first, int count);

    protected static UnicodeCategory CategoryOf(Rune character) => Rune.GetUnicodeCategory(character);
}
