using KhmerCache.Augmentation.Effects;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

/// <summary>Guards against labels that say more than their picture shows: ink that is cut off, strokes that vanish, openings that close.</summary>
public sealed class KeepingInk
{
    public static TheoryData<int, int> Sizes => new() { { 12, 32 }, { 140, 32 }, { 700, 32 }, { 140, 64 }, { 90, 16 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Slant_cuts_no_ink(int width, int height)
    {
        // Ink up to the very edges.
        var image = InkPicture.Strokes(width, height, margin: 0);
        foreach (var degrees in new[] { -45, -10, 3, 14, 45.0 })
        {
            var after = image.After(canvas => Slant.Apply(canvas, degrees));
            Assert.InRange(after.Ink(), image.Ink() * 0.995, image.Ink() * 1.005);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rotation_cuts_no_ink(int width, int height)
    {
        // Ink up to the very edges, and a stroke from top to bottom.
        var pixels = InkPicture.Strokes(width, height, margin: 0).Pixels.ToArray();
        for (var row = 0; row < height; row++)
        {
            pixels[row * width + width / 2] = 0;
        }

        var image = new LineImage(width, height, pixels);
        foreach (var degrees in new[] { -10, -1.5, 0.4, 1.5, 10.0 })
        {
            // Where the line had to be made lower, ink is less in proportion, and not by more than interpolation allows.
            var slope = Math.Abs(Rotation.Slope(degrees, width, height));
            var scale = Math.Max((height + 1) / (height - slope * (width - 1)), 1);
            var after = image.After(canvas => Rotation.Apply(canvas, degrees));
            Assert.InRange(after.Ink(), image.Ink() / scale * 0.96, image.Ink() / scale * 1.04);
        }
    }

    /// <summary>One dot in each corner in turn: each must be there after.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rotation_keeps_every_corner(int width, int height)
    {
        foreach (var (x, y) in new[] { (0, 0), (width - 2, 0), (0, height - 2), (width - 2, height - 2) })
        {
            var pixels = InkPicture.Strokes(width, height, margin: 0).Pixels.ToArray();
            var dot = Enumerable.Range(0, 4).Select(i => (y + i / 2) * width + x + i % 2).ToArray();
            var without = (byte[])pixels.Clone();
            Array.ForEach(dot, i => (pixels[i], without[i]) = (0, 255));

            // Full-height ink besides the dot, so that both pictures are placed alike.
            for (var row = 0; row < height; row++)
            {
                pixels[row * width + width / 2] = without[row * width + width / 2] = 0;
            }

            foreach (var degrees in new[] { -10, -1.5, 1.5, 10.0 })
            {
                var (after, less) = (new LineImage(width, height, pixels).After(canvas => Rotation.Apply(canvas, degrees)), new LineImage(width, height, without).After(canvas => Rotation.Apply(canvas, degrees)));
                Assert.InRange(after.Ink() - less.Ink(), 4 * 255 * 0.6, 4 * 255 * 1.2);
            }
        }
    }

    [Fact]
    public void A_line_with_room_is_rotated_without_being_made_lower()
    {
        var pixels = Enumerable.Repeat((byte)255, 100 * 32).ToArray();
        pixels.AsSpan(1500, 1).Clear();
        pixels.AsSpan(1700, 100).Clear();
        var image = new LineImage(100, 32, pixels);
        var after = image.After(canvas => Rotation.Apply(canvas, 1.5));

        Assert.InRange(after.Ink(), image.Ink() * 0.995, image.Ink() * 1.005);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Erosion_keeps_strokes_of_one_pixel_and_makes_wide_ones_thinner(int size)
    {
        var thin = Stroke(ink: 0, paper: 255, thickness: 1).After(canvas => Erosion.Apply(canvas, size, 1));
        var wide = Stroke(ink: 0, paper: 255, thickness: 6).After(canvas => Erosion.Apply(canvas, size, 1));

        Assert.Equal(20, thin.Pixels.ToArray().Count(pixel => pixel < 96));
        Assert.Equal((6 - (size - 1)) * 20, wide.Pixels.ToArray().Count(pixel => pixel < 96));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Dilation_keeps_openings_of_one_pixel_and_makes_strokes_bolder(int size)
    {
        var opening = Stroke(ink: 255, paper: 0, thickness: 1).After(canvas => Dilation.Apply(canvas, size, 1));
        var stroke = Stroke(ink: 0, paper: 255, thickness: 2).After(canvas => Dilation.Apply(canvas, size, 1));

        Assert.Equal(20, opening.Pixels.ToArray().Count(pixel => pixel > 160));
        Assert.Equal((2 + size - 1) * 20, stroke.Pixels.ToArray().Count(pixel => pixel < 96));
    }

    private static LineImage Stroke(byte ink, byte paper, int thickness) =>
        new(40, 20, [.. Enumerable.Range(0, 800).Select(i => i % 40 >= 10 && i % 40 < 10 + thickness ? ink : paper)]);
}
