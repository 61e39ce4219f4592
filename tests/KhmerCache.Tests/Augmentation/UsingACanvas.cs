using KhmerCache.Augmentation;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

public sealed class UsingACanvas
{
    private readonly GreyCanvas _canvas = new();

    [Fact]
    public void A_canvas_is_reset_to_white_whatever_was_on_it()
    {
        _canvas.Load(new byte[50], 10, 5);
        _canvas.Reset(4, 3);

        Assert.Equal((4, 3), (_canvas.Width, _canvas.Height));
        Assert.Equal(Enumerable.Repeat((byte)255, 12), _canvas.Pixels.ToArray());
    }

    [Fact]
    public void Pictures_are_joined_side_by_side_with_white_between()
    {
        _canvas.Load([1, 2, 3, 4], 2, 2);
        _canvas.Append([5, 6], 1, gap: 2);

        Assert.Equal((5, 2), (_canvas.Width, _canvas.Height));
        Assert.Equal<byte>([1, 2, 255, 255, 5, 3, 4, 255, 255, 6], _canvas.Pixels.ToArray());
    }

    [Fact]
    public void A_picture_of_another_height_is_not_joined()
    {
        _canvas.Load([1, 2, 3, 4], 2, 2);

        var error = Assert.Throws<ArgumentException>("pixels", () => _canvas.Append([5, 6, 7], 1));
        Assert.StartsWith("1 × 2 pixels need 2 bytes, not 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "width")]
    [InlineData(1, 0, "height")]
    [InlineData(1 << 16, 1 << 15, "width")]
    public void Impossible_sizes_are_refused(int width, int height, string name) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => _canvas.Reset(width, height));

    [Fact]
    public void Too_few_pixels_are_refused() => Assert.Throws<ArgumentException>("pixels", () => _canvas.Load(new byte[5], 2, 3));
}
