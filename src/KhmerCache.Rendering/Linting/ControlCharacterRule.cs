using System.Globalization;
using System.Text;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>Control characters, and the separators that some programs break lines at.</summary>
internal sealed class ControlCharacterRule() : CharacterRule(DiagnosticCodes.ControlCharacter)
{
    protected override bool MayHaveAny(string text) => text.AsSpan().Trim().ContainsAny(ControlCharacters.All);

    protected override bool IsMeant(Rune character, int index) =>
        CategoryOf(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    protected override string Describe(Rune first, int count) =>
        $"The control character {CodePoint.Name(first)} is in the label{CodePoint.Times(count)}, and no picture can show it. Delete it; a tab may be meant as a blank.";
}
