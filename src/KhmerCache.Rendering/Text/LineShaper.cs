using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using KhmerCache.Glyphs;

namespace KhmerCache.Rendering.Text;

/// <summary>From a text to its glyph run, or to the reason why it can't be shown truthfully. One for each thread.</summary>
internal sealed class LineShaper : IDisposable
{
    /// <summary>Glyphs that a font may make of a character on the average, and of a line beyond that. Some substitute without end.</summary>
    private const int GlyphsPerCharacter = 4;
    private const int GlyphsPerLine = 64;

    private readonly Shaper _shaper = new();
    private readonly ShapedLine _line = new();

    /// <summary>Longer lines are refused before they are shaped, since no picture is wide enough for them.</summary>
    public const int MaxTextLength = 16_384;

    /// <summary>The glyphs of the last line, until the next one is shaped.</summary>
    public ReadOnlySpan<PositionedGlyph> Glyphs => _line.Glyphs;

    /// <summary>Shapes a line, and keeps its glyphs.</summary>
    public bool TryShape(string text, LineStyle style, out GlyphRun run, [NotNullWhen(false)] out string? reason)
    {
        var isTrue = TryShape(text, style, out RunPlace place, out reason);
        run = isTrue ? new GlyphRun(place.Width, place.OriginX, place.Shrink, _line.Glyphs.ToArray()) : default;
        return isTrue;
    }

    /// <summary>Shapes a line into <see cref="Glyphs"/>.</summary>
    public bool TryShape(string text, LineStyle style, out RunPlace place, [NotNullWhen(false)] out string? reason)
    {
        place = default;
        if (text.Length > MaxTextLength)
        {
            reason = $"it has {text.Length} UTF-16 code units, more than {MaxTextLength}";
            return false;
        }

        if (FindControl(text) is var control and >= 0)
        {
            reason = $"it has the control character U+{(int)text[control]:X4} at column {control + 1}";
            return false;
        }

        _shaper.Shape(text, style.Font, _line);
        if (_line.Count > GlyphsPerCharacter * text.Length + GlyphsPerLine)
        {
            reason = $"the font makes {_line.Count} glyphs of its {text.Length} characters";
            return false;
        }

        reason = FindUntruth(text, style);
        return reason is null && LineLayout.TryPlace(_line, style, out place, out reason);
    }

    public void Dispose() => _shaper.Dispose();

    /// <summary>
    /// What in the shaped line is not what the text says: a missing glyph, a dotted circle that stands for a broken cluster, a coeng that
    /// shows as a sign of its own because the font has no subscript for what follows it, letters that would run the wrong way.
    /// </summary>
    private string? FindUntruth(string text, LineStyle style)
    {
        if (_shaper.HasRightToLeftScript)
        {
            return "it has letters of a script that runs from right to left, which is not supported";
        }

        var glyphs = _line.Glyphs;
        var (circles, lastCircle) = (0, 0);
        for (var i = 0; i < glyphs.Length; i++)
        {
            var glyph = glyphs[i].Glyph;
            if (glyph == 0 || glyph >= style.Font.GlyphCount)
            {
                return MissingGlyph(text, _line.Clusters[i], style.Font);
            }

            if (glyph == style.Coeng)
            {
                return $"the coeng at column {CoengColumn(text, _line.Clusters[i])} would show as a sign of its own: the font has no subscript for what follows, or nothing follows";
            }

            if (glyph == style.DottedCircle)
            {
                (circles, lastCircle) = (circles + 1, _line.Clusters[i]);
            }
        }

        return circles > text.AsSpan().Count(LineStyle.DottedCircleSign)
            ? $"the cluster at column {lastCircle + 1} is broken and would show a dotted circle"
            : BlankClusters.Find(text, _line, style.Font) is var blank and >= 0
                ? $"the font shows nothing for {Name(text, blank)} at column {blank + 1}"
                : null;
    }

    private static int CoengColumn(string text, int cluster) => Math.Max(cluster, text.IndexOf(LineStyle.CoengSign, cluster)) + 1;

    private static int FindControl(string text) => text.AsSpan().IndexOfAny(ControlCharacters.All);

    private static int CodeAt(string text, int index) => Rune.TryGetRuneAt(text, index, out var character) ? character.Value : text[index];

    private static string Name(string text, int index) => $"U+{CodeAt(text, index):X4}{Quote(CodeAt(text, index))}";

    // What has a shape of its own is shown; the rest would act on the terminal or vanish.
    private static string Quote(int code) => Rune.IsValid(code) && Rune.GetUnicodeCategory(new Rune(code)) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            ? $" '{new Rune(code)}'"
            : "";

    private static string MissingGlyph(string text, int cluster, FontFace font)
    {
        for (var i = cluster; i < text.Length; i += Rune.TryGetRuneAt(text, i, out var rune) ? rune.Utf16SequenceLength : 1)
        {
            if (!font.HasGlyph(CodeAt(text, i)))
            {
                return $"the font lacks {Name(text, i)} at column {i + 1}";
            }
        }

        return $"the font lacks a glyph for the cluster at column {cluster + 1}";
    }
}
