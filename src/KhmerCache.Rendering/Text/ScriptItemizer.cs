using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// Cuts a line into stretches of one Unicode script (UAX #24). Characters without a script of their own, such as blanks, digits and
/// combining marks, go with what stands before them; at the start of a line, with what follows. What closes a pair goes with what opened it.
/// </summary>
internal static class ScriptItemizer
{
    private const int MostOpenPairs = 16;

    /// <summary>Fills <paramref name="runs"/> with the stretches of <paramref name="text"/>, in order.</summary>
    public static void Itemize(string text, List<TextRun> runs)
    {
        runs.Clear();
        var (start, current) = (0, Script.Common);
        var (previous, previousIsCommon) = (0, false);
        var pairs = new OpenPairs(stackalloc (char, Script)[MostOpenPairs]);
        for (var i = 0; i < text.Length;)
        {
            var script = ScriptAt(text, i, out var length);
            var isCommon = script == Script.Common || script == Script.Inherited;
            if (isCommon && pairs.Take(text[i], current) is { } opened)
            {
                // What was opened before the first letter went with it.
                script = opened != Script.Common ? opened : runs.Count > 0 ? runs[0].Script : current;
            }

            if (script != current && script != Script.Common && script != Script.Inherited)
            {
                if (current != Script.Common)
                {
                    // A mark takes along the base that it stands on, such as a dotted circle that the text shows it with.
                    var end = previousIsCommon && IsMark(text, i) ? previous : i;
                    if (end > start)
                    {
                        runs.Add(new TextRun(start, end - start, current));
                    }

                    start = end;
                }

                current = script;
            }

            (previous, previousIsCommon) = (i, isCommon);
            i += length;
        }

        if (start < text.Length)
        {
            runs.Add(new TextRun(start, text.Length - start, current));
        }
    }

    private static bool IsMark(string text, int index) =>
        CharUnicodeInfo.GetUnicodeCategory(text, index) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static Script ScriptAt(string text, int index, out int length)
    {
        length = 1;
        var unit = text[index];
        if (unit is >= '\u1780' and <= '\u17FF')
        {
            return Script.Khmer;
        }

        if (unit < 0x80)
        {
            return char.IsAsciiLetter(unit) ? Script.Latin : Script.Common;
        }

        if (!Rune.TryGetRuneAt(text, index, out var character))
        {
            return Script.Common;
        }

        length = character.Utf16SequenceLength;
        return UnicodeFunctions.Default.GetScript(character.Value);
    }
}
