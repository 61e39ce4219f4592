using KhmerCache.Rendering.Text;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>A font that a cache has a recipe of is not measured again.</summary>
public sealed class MeasuringFonts : IDisposable
{
    private const int Height = 32;

    private readonly FontFace _font = FontFace.Open(Repository.Fonts[0]);

    private Recipe Measured => LineStyle.Create(_font, Height).Recipe;

    public void Dispose() => _font.Dispose();

    [Fact]
    public void A_recipe_of_the_same_bytes_height_and_renderer_is_taken_whatever_the_font_was_called()
    {
        var known = Measured with { FontPath = "elsewhere.ttf", FontSize = Measured.FontSize - 1 };

        Assert.Equal(known with { FontPath = Measured.FontPath }, LineStyle.Create(_font, Height, [known]).Recipe);
    }

    [Fact]
    public void Any_other_recipe_is_not()
    {
        var known = Measured with { FontSize = Measured.FontSize - 1 };
        Recipe[] others =
        [
            known with { FontSha256 = new string('0', 64) },
            known with { ImageHeight = Height + 1 },
            known with { UnitsPerEm = known.UnitsPerEm + 1 },
            known with { Renderer = known.Renderer + ".1" },
        ];

        Assert.Equal(Measured, LineStyle.Create(_font, Height, others).Recipe);
    }

    /// <summary>Guards against a manifest that somebody has written by hand.</summary>
    [Theory]
    [InlineData(0, 20)]
    [InlineData(-1, 20)]
    [InlineData(ushort.MaxValue + 1, 20)]
    [InlineData(1000, 0)]
    [InlineData(1000, Height)]
    public void Nor_is_one_that_no_font_can_have(int size, int baseline) =>
        Assert.Equal(Measured, LineStyle.Create(_font, Height, [Measured with { FontSize = size, Baseline = baseline }]).Recipe);
}
