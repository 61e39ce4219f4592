using System.Diagnostics.CodeAnalysis;
using System.Text;
using KhmerCache.Glyphs;

namespace KhmerCache.Rendering.Text;

/// <summary>From a text to its glyph run, or to the reason why it can't be shown truthfully. One for each thread.</summary>
internal sealed class LineShaper : IDisposable
{
    private const int DottedCircle = 0x25CC;

    private readonly Shaper _shaper = new();
    private readonly ShapedLine _line = new();

    public bool TryShape(string text, LineStyle style, out GlyphRun run, [NotNullWhen(false)] out string? reason)
    {
        run = default;
        _shaper.Shape(text, style.Font, _line);
        reason = FindUntruth(text, style);
        return reason is null && LineLayout.TryPlace(_line, style, out run, out reason);
    }

    public void Dispose() => _shaper.Dispose();

    /// <summary>What in the shaped line is not what the text says: a missing glyph, or a dotted circle that stands for a broken cluster.</summary>
    private string? FindUntruth(string text, LineStyle style)
    {
        var glyphs = _line.Glyphs;
        var circle = style.DottedCircle;
        for (var i = 0; i < glyphs.Length; i++)
        {
            if (glyphs[i].Glyph == 0)
            {
                return MissingGlyph(text, _line.Clusters[i], style.Font);
            }

            if (glyphs[i].Glyph == circle && !text.Contains((char)DottedCircle, StringComparison.Ordinal))
            {
                return $"the cluster at column {_line.Clusters[i] + 1} is no valid Khmer syllable: the shaper puts a dotted circle into it";
            }
        }

        return null;
    }

    private static string MissingGlyph(string text, int cluster, FontFace font)
    {
        for (var i = cluster; i < text.Length; i += Rune.TryGetRuneAt(text, i, out var rune) ? rune.Utf16SequenceLength : 1)
        {
            var code = Rune.TryGetRuneAt(text, i, out var character) ? character.Value : text[i];
            if (!font.HasGlyph(code))
            {
                return $"the font lacks U+{code:X4} '{char.ConvertFromUtf32(code is >= 0xD800 and < 0xE000 ? 0xFFFD : code)}' at column {i + 1}";
            }
        }

        return $"the font lacks a glyph for the cluster at column {cluster + 1}";
    }
}
