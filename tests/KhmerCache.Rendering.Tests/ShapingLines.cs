using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;
using Xunit;

namespace KhmerCache.Rendering.Tests;

public sealed class ShapingLines
{
    // Guards against a font's bytes being left to the garbage collector while HarfBuzz still reads them.
    [Fact]
    public void A_line_is_shaped_the_same_after_the_garbage_collector_was_at_work()
    {
        using var renderer = new LineRenderer();
        using var shaper = new LineShaper();
        var lines = Repository.Lines[..300];
        var before = ShapeAll();
        for (var i = 0; i < 40; i++)
        {
            // As large as the fonts, so that they would take the fonts' place.
            var garbage = new byte[250_000];
            garbage.AsSpan().Fill((byte)i);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        Assert.Equal(before, ShapeAll());

        string[] ShapeAll() => [.. Repository.Fonts.SelectMany(font => lines.Select(line =>
        {
            Assert.True(shaper.TryShape(line, renderer.StyleOf(font, 32), out GlyphRun run, out var reason), reason);
            return string.Join(' ', run.Glyphs);
        }))];
    }

    [Theory]
    [InlineData("ភ្នំ €", "U+20AC")]
    [InlineData("漢字", "U+6F22")]
    [InlineData("ក 😀", "U+1F600")]
    [InlineData("ក\uE000", "U+E000")]
    public void A_character_that_the_font_lacks_is_named(string text, string character)
    {
        using var renderer = new LineRenderer();

        Assert.False(renderer.TryRender(text, Repository.Font("koulen-regular"), 32, out _, out var reason));
        Assert.Contains(character, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("កុុង")]
    [InlineData("្កា")]
    [InlineData("ិក")]
    public void A_broken_cluster_gets_no_picture_with_a_dotted_circle(string text)
    {
        using var renderer = new LineRenderer();

        Assert.All(Repository.Fonts, font => Assert.False(renderer.TryRender(text, font, 32, out _, out _)));
    }

    [Theory]
    [InlineData("◌ ាា")]
    [InlineData("◌ុុ")]
    public void A_dotted_circle_in_the_text_does_not_excuse_another(string text)
    {
        using var renderer = new LineRenderer();

        Assert.All(Repository.Fonts, font => Assert.False(renderer.TryRender(text, font, 32, out _, out _)));
    }

    [Theory]
    [InlineData("battambang-regular", "ធ្ឫត")]
    [InlineData("KhmerOS", "ក្")]
    public void A_coeng_that_would_show_as_a_sign_of_its_own_is_refused(string font, string text)
    {
        using var renderer = new LineRenderer();

        Assert.False(renderer.TryRender(text, Repository.Font(font), 32, out _, out var reason));
        Assert.Contains("column 2", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_that_run_from_right_to_left_are_refused()
    {
        using var renderer = new LineRenderer();

        Assert.False(renderer.TryRender("ក אבג", Repository.Font("KhmerOS"), 32, out _, out var reason));
        Assert.Contains("right to left", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_no_picture_is_wide_enough_for_is_refused_before_it_is_shaped()
    {
        using var renderer = new LineRenderer();

        Assert.False(renderer.TryRender(new string('ក', 20_000_000), Repository.Font("KhmerOS"), 32, out _, out var reason));
        Assert.Contains("20000000", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dotted_circle_that_the_text_has_is_shown()
    {
        using var renderer = new LineRenderer();

        Assert.True(renderer.TryRender("◌ក", Repository.Font("noto-sans-khmer-regular"), 32, out _, out var reason), reason);
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u00A0\u00A0")]
    public void Text_without_ink_gets_no_picture(string text)
    {
        using var renderer = new LineRenderer();

        Assert.All(Repository.Fonts, font => Assert.False(renderer.TryRender(text, font, 32, out _, out _)));
    }
}
