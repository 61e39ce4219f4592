using System.Globalization;
using System.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>Characters of a label that leave no mark in the picture: a model is asked for what it can't see.</summary>
internal sealed class InvisibleCharacterRule() : CharacterRule(DiagnosticCodes.InvisibleCharacter)
{
    /// <summary>Whether a character has no shape: format characters, joiners, variation selectors, fillers.</summary>
    public static bool IsInvisible(Rune character) => character.Value is
        0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF)
        || (Rune.GetUnicodeCategory(character) == UnicodeCategory.Format && !HasShape(character.Value));

    protected override bool MayHaveAny(string text)
    {
        foreach (var unit in text)
        {
            // Khmer, and everything up to the soft hyphen, has no invisible characters; most text ends here.
            if (unit >= 0xAD && unit is not (>= '\u1780' and <= '\u17FF'))
            {
                return true;
            }
        }

        return false;
    }

    // At the start of a line, a byte order mark has a rule of its own.
    protected override bool IsMeant(Rune character, int index) => IsInvisible(character) && !(index == 0 && character.Value == ByteOrderMarkRule.Mark);

    protected override string Describe(Rune first, int count) =>
        $"{CodePoint.Name(first)} ({NameOf(first.Value)}) is in the label, but not in any picture{CodePoint.Times(count)}. Delete it from the text.";

    // The number signs of Arabic, Syriac and Kaithi are of the category Format, but enclose or precede digits visibly.
    private static bool HasShape(int code) => code is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    private static string NameOf(int code) => code switch
    {
        0x00AD => "soft hyphen",
        0x200B => "zero width space",
        0x200C => "zero width non-joiner",
        0x200D => "zero width joiner",
        0x2060 => "word joiner",
        0xFEFF => "zero width no-break space",
        (>= 0x200E and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "a direction mark",
        (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) => "a variation selector",
        _ => "an invisible character",
    };
}
