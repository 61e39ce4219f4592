using KhmerCache.Rendering.Text;
using Xunit;

namespace KhmerCache.Rendering.Tests;

public sealed class DrawingLines
{
    [Fact]
    public void Every_line_of_a_real_corpus_keeps_a_white_row_above_and_below_and_its_margins()
    {
        using var renderer = new LineRenderer();
        Assert.All(Repository.Fonts, font =>
        {
            foreach (var text in Repository.Lines.Where((_, index) => index % 5 == 0))
            {
                Assert.True(renderer.TryRender(text, font, 32, out var line, out var reason), reason);
                AssertFramed(line.Image, margin: 4);
            }
        });
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Every_height_gives_framed_pictures_of_that_height(int height)
    {
        using var renderer = new LineRenderer();
        Assert.All(Repository.Fonts, font =>
        {
            foreach (var text in Repository.Lines.Where((_, index) => index % 300 == 0))
            {
                Assert.True(renderer.TryRender(text, font, height, out var line, out var reason), reason);
                Assert.Equal(height, line.Image.Height);
                AssertFramed(line.Image, margin: 1);
            }
        });
    }

    [Theory]
    [InlineData("noto-sans-khmer-regular", "ធ្ឫស្ដឡុម័ន")]
    [InlineData("hanuman-regular", "ជនជាតិអ៊ឺរ៉ុប")]
    public void A_line_that_is_too_high_for_its_font_is_made_smaller_as_a_whole(string font, string text)
    {
        using var renderer = new LineRenderer();
        using var shaper = new LineShaper();
        var style = renderer.StyleOf(Repository.Font(font), 32);

        Assert.True(shaper.TryShape(text, style, out var high, out _));
        Assert.True(shaper.TryShape("ខ្មែរ", style, out var ordinary, out _));
        Assert.True(renderer.TryRender(text, style.Font.Descriptor, 32, out var line, out _));

        Assert.InRange(high.Shrink, 1, 10);
        Assert.Equal(0, ordinary.Shrink);
        AssertFramed(line.Image, margin: 4);
    }

    [Fact]
    public void The_size_makes_good_use_of_the_height()
    {
        using var renderer = new LineRenderer();
        Assert.All(Repository.Fonts, font =>
        {
            var heights = Repository.Lines.Where((_, index) => index % 20 == 0).Select(text => renderer.TryRender(text, font, 32, out var line, out _) ? InkHeight(line.Image) : 0).Order().ToArray();

            Assert.InRange(heights[heights.Length / 2], 0.6 * 32, 30);
        });
    }

    private static int InkHeight(LineImage image)
    {
        var rows = Enumerable.Range(0, image.Height).Where(row => image.Pixels.Slice(row * image.Width, image.Width).IndexOfAnyExcept((byte)255) >= 0).ToArray();
        return rows[^1] - rows[0] + 1;
    }

    private static void AssertFramed(LineImage image, int margin)
    {
        Assert.True(image.Pixels.IndexOfAnyExcept((byte)255) >= 0);
        for (var row = 0; row < image.Height; row++)
        {
            var pixels = image.Pixels.Slice(row * image.Width, image.Width);
            var white = row == 0 || row == image.Height - 1 ? pixels : pixels[..margin];
            Assert.Equal(-1, white.IndexOfAnyExcept((byte)255));
            Assert.Equal(-1, pixels[^margin..].IndexOfAnyExcept((byte)255));
        }
    }
}
