using Xunit;

namespace KhmerCache.Tests;

public class DescribingFonts
{
    [Fact]
    public void A_font_of_which_nothing_more_is_known_is_the_regular_one_of_a_family_of_its_name()
    {
        var font = new FontDescriptor("Moul", "fonts/Moul.ttf", "/p/fonts/Moul.ttf");

        Assert.Equal(("Moul", "Regular"), (font.Family, font.Style));
    }

    /// <summary>Guards against samples that seem to be in another font than the generated one, because the one descriptor knows the family and the other does not.</summary>
    [Fact]
    public void A_font_is_the_same_whatever_its_family_is_said_to_be()
    {
        var plain = new FontDescriptor("Moul", "fonts/Moul.ttf", "/p/fonts/Moul.ttf");
        var known = new FontDescriptor("Moul", "fonts/Moul.ttf", "/p/fonts/Moul.ttf", "Khmer Moul", "Bold");

        Assert.Equal(("Khmer Moul", "Bold"), (known.Family, known.Style));
        Assert.Equal(plain, known);
        Assert.Single(new[] { plain, known, plain with { Style = "Italic" } }.Distinct());
        Assert.NotEqual(plain, known with { Path = "fonts/Moul2.ttf" });
        Assert.NotEqual(plain, known with { FilePath = "/q/fonts/Moul.ttf" });
        Assert.NotEqual(plain, known with { Name = "Moul2" });
    }
}
