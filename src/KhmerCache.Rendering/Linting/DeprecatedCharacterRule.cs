using System.Buffers;
using System.Text;

namespace KhmerCache.Rendering.Linting;

/// <summary>Khmer characters that Unicode deprecates or discourages (section 16.4 and the names list), each with what is written instead.</summary>
internal sealed class DeprecatedCharacterRule() : CharacterRule(DiagnosticCodes.DeprecatedCharacter)
{
    private static readonly SearchValues<char> Meant = SearchValues.Create("\u17A3\u17A4\u17A8\u17B4\u17B5\u17D3\u17D8");

    protected override bool MayHaveAny(string text) => text.AsSpan().ContainsAny(Meant);

    protected override bool IsMeant(Rune character, int index) => character.IsBmp && Meant.Contains((char)character.Value);

    protected override string Describe(Rune first, int count) =>
        $"{CodePoint.Name(first)} is deprecated or discouraged by Unicode{CodePoint.Times(count)}. {RemedyOf(first.Value)}";

    private static string RemedyOf(int code) => code switch
    {
        0x17A3 => "Write U+17A2 instead.",
        0x17A4 => "Write U+17A2 U+17B6 instead.",
        0x17A8 => "Write U+17A7 U+1780 instead.",
        0x17D3 => "Write a lunar date symbol (U+19E0 to U+19FF), or U+17C6 where a nikahit is meant.",
        0x17D8 => "Write U+17D4 U+179B U+17D4 instead.",
        _ => "It is an inherent vowel, which nothing shows: delete it.",
    };
}
