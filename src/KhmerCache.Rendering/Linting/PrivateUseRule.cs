using System.Globalization;
using System.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>Characters without a meaning of their own: private use, and what Unicode has not assigned.</summary>
internal sealed class PrivateUseRule() : CharacterRule(DiagnosticCodes.PrivateUseCharacter)
{
    // Everything below is assigned, but for gaps in scripts that the quick look passes on.
    private const char FirstSuspect = '\u0378';

    protected override bool MayHaveAny(string text)
    {
        foreach (var unit in text)
        {
            if (unit >= FirstSuspect && (char.IsSurrogate(unit) || CharUnicodeInfo.GetUnicodeCategory(unit) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                return true;
            }
        }

        return false;
    }

    protected override bool IsMeant(Rune character, int index) => CategoryOf(character) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    protected override string Describe(Rune first, int count) => CategoryOf(first) == UnicodeCategory.PrivateUse
        ? $"The private-use character {CodePoint.Name(first)} is in the label{CodePoint.Times(count)}: what it looks like depends on the font alone. Convert the text to Unicode, or delete it."
        : $"{CodePoint.Name(first)} is in the label{CodePoint.Times(count)}, which Unicode has not assigned to any character. Delete it.";
}
