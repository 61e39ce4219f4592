using System.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>U+FFFD: a text was decoded wrongly, and what stood here is lost.</summary>
internal sealed class ReplacementCharacterRule() : CharacterRule(DiagnosticCodes.ReplacementCharacter)
{
    private const char Replacement = '\uFFFD';

    protected override bool MayHaveAny(string text) => text.Contains(Replacement, StringComparison.Ordinal);

    protected override bool IsMeant(Rune character, int index) => character.Value == Replacement;

    protected override string Describe(Rune first, int count) =>
        $"The replacement character U+FFFD is in the label{CodePoint.Times(count)}: the text was once decoded wrongly, and letters are lost. Fetch the line from its source again, or delete it.";
}
