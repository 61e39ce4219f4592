using System.Text;
using HarfBuzzSharp;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// Cuts a line into stretches of one Unicode script (UAX #24). Characters without a script of their own, such as blanks, digits and
/// combining marks, go with what stands before them; at the start of a line, with what follows.
/// </summary>
internal static class ScriptItemizer
{
    /// <summary>Fills <paramref name="runs"/> with the stretches of <paramref name="text"/>, in order.</summary>
    public static void Itemize(string text, List<TextRun> runs)
    {
        runs.Clear();
        var (start, current) = (0, Script.Common);
        for (var i = 0; i < text.Length;)
        {
            var script = ScriptAt(text, i, out var length);
            if (script != current && script != Script.Common && script != Script.Inherited)
            {
                if (current != Script.Common)
                {
                    runs.Add(new TextRun(start, i - start, current));
                    start = i;
                }

                current = script;
            }

            i += length;
        }

        if (start < text.Length)
        {
            runs.Add(new TextRun(start, text.Length - start, current));
        }
    }

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
