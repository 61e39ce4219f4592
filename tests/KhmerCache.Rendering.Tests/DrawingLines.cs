using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;
using Xunit;

namespace KhmerCache.Rendering.Tests;

public sealed class DrawingLines
{
    [Theory]
    [InlineData("noto-sans-khmer-regular", "ធ្ឫស្ដឡុម័ន")]
    [InlineData("hanuman-regular", "ជនជាតិអ៊ឺរ៉ុប")]
    public void A_line_that_is_too_high_for_its_font_is_made_smaller_as_a_whole(string font, string text)
    {
        using var renderer = new LineRenderer();
        using var shaper = new LineShaper();
        var style = renderer.StyleOf(Repository.Font(font), 32);

        Assert.True(shaper.TryShape(text, style, out GlyphRun high, out _));
        Assert.True(shaper.TryShape("ខ្មែរ", style, out GlyphRun ordinary, out _));
        Assert.True(renderer.TryRender(text, style.Font.Descriptor, 32, out var line, out _));

        Assert.InRange(high.Shrink, 1, 10);
        Assert.Equal(0, ordinary.Shrink);
        var white = WhiteBorder.Of(line.Image);
        Assert.InRange(Math.Min(white.Top, white.Bottom), 1, 2);
    }
}
