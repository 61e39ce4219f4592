using System.Diagnostics.CodeAnalysis;
using KhmerCache.Glyphs;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// Places a shaped line in a picture: ink with its margins, nothing cut. It works on the outlines' boxes in whole numbers, so that runs
/// do not depend on the rasteriser. A line that does not fit at the font's size is made smaller as a whole, in steps of 1/64.
/// </summary>
internal static class LineLayout
{
    /// <summary>The widest picture; longer lines are refused.</summary>
    public const int MaxWidth = ushort.MaxValue;

    public static bool TryPlace(ShapedLine line, LineStyle style, out RunPlace place, [NotNullWhen(false)] out string? reason)
    {
        place = default;
        if (!IsWithinReach(line, style))
        {
            reason = $"its picture would be wider or higher than {MaxWidth} px";
            return false;
        }

        for (var shrink = 0; shrink <= GlyphRun.MaxShrink; shrink++)
        {
            if (Measure(line, style, shrink) is not { } ink)
            {
                reason = "it has no ink";
                return false;
            }

            if (ink.Top < LineStyle.WhiteRows || ink.Bottom > style.ImageHeight - LineStyle.WhiteRows)
            {
                continue;
            }

            var width = ink.Right - ink.Left + 2 * style.Margin;
            if (width > MaxWidth)
            {
                reason = $"its picture would be {width} px wide, more than {MaxWidth}";
                return false;
            }

            place = new RunPlace(width, style.Margin - ink.Left, shrink);
            reason = null;
            return true;
        }

        reason = "its ink is too high for the picture";
        return false;
    }

    // Beyond it no ink could be shown, and sums of fixed-point numbers would overflow.
    private static bool IsWithinReach(ShapedLine line, LineStyle style)
    {
        var limit = FontScale.FixedOfPixels(4 * MaxWidth) / style.Recipe.Scale(shrink: 0).FixedPerUnit;
        var pen = 0L;
        foreach (ref readonly var glyph in line.Glyphs)
        {
            if (Math.Abs(pen + glyph.XOffset) > limit || Math.Abs((long)glyph.YOffset) > limit)
            {
                return false;
            }

            pen += glyph.XAdvance;
        }

        return true;
    }

    /// <summary>The pixels that the masks of the line cover, with the pen starting at x = 0; null where there is no ink.</summary>
    private static Ink? Measure(ShapedLine line, LineStyle style, int shrink)
    {
        var scale = style.Recipe.Scale(shrink);
        var baseline = style.Recipe.Baseline;
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        var pen = 0L;
        foreach (ref readonly var glyph in line.Glyphs)
        {
            var extents = style.Font.ExtentsOf(glyph.Glyph);
            if (!extents.IsEmpty)
            {
                var box = GlyphBox.Of(extents, scale);
                var x = FontScale.RoundToQuarterPixel(pen + scale.Fixed(glyph.XOffset)) >> 2;
                var y = baseline - scale.RoundToPixel(glyph.YOffset);
                left = Math.Min(left, x + box.Left);
                right = Math.Max(right, x + box.Right);
                top = Math.Min(top, y - box.Top);
                bottom = Math.Max(bottom, y - box.Bottom);
            }

            pen += scale.Fixed(glyph.XAdvance);
        }

        return left < right ? new Ink(left, top, right, bottom) : null;
    }

    private readonly record struct Ink(int Left, int Top, int Right, int Bottom);
}
