using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Glyphs;
using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Tests;

public sealed class CodingPixels
{
    [Property(MaxTest = 300)]
    public void Any_picture_comes_back_as_it_was(byte[] noise, byte runs, byte widthMinusOne)
    {
        var width = widthMinusOne % 40 + 1;
        byte[] pixels = [.. noise.SelectMany(pixel => Enumerable.Repeat(pixel, 1 + pixel * (runs % 4)))];
        pixels = pixels[..(pixels.Length / width * width)];
        var decoded = new byte[pixels.Length];

        Assert.True(PixelCodec.TryDecode(PixelCodec.Encode(pixels, width), width, decoded));
        Assert.Equal(pixels, decoded);
    }

    [Property(MaxTest = 100)]
    public Property Any_picture_of_any_shape_comes_back_and_takes_little_more_than_its_pixels() => Prop.ForAll(Arb.From(AnyEntries.Picture), picture =>
    {
        var decoded = new byte[picture.Pixels.Length];
        var bytes = PixelCodec.Encode(picture.Pixels, picture.Width);

        Assert.True(PixelCodec.TryDecode(bytes, picture.Width, decoded));
        Assert.True(picture.Pixels.SequenceEqual(decoded));
        Assert.InRange(bytes.Length, (decoded.Length + PixelCodec.MaxExpansion - 1) / PixelCodec.MaxExpansion, decoded.Length + decoded.Length / 128 + 1);
    });

    [Property(MaxTest = 2000)]
    public void Bytes_that_are_no_picture_are_refused_or_read_but_never_throw(byte[] bytes)
    {
        // Surrounded by other bytes, so that a write outside the picture shows.
        var guarded = new byte[8 + 64 + 8];
        guarded.AsSpan().Fill(7);

        _ = PixelCodec.TryDecode(bytes, 8, guarded.AsSpan(8, 64));

        Assert.All(guarded[..8].Concat(guarded[^8..]), guard => Assert.Equal(7, guard));
    }

    [Fact]
    public void A_white_picture_takes_few_bytes()
    {
        var white = new byte[32 * 400];
        white.AsSpan().Fill(255);

        Assert.InRange(PixelCodec.Encode(white, 400).Length, 1, 210);
    }

    [Fact]
    public void Every_grey_value_is_normalised_as_the_Python_system_does_it()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).Concat(Enumerable.Range(0, 7)).Select(value => (byte)value)];
        var normalised = new float[pixels.Length + 3];
        normalised.AsSpan().Fill(42);

        PixelNormalizer.Normalize(pixels, normalised);

        for (var i = 0; i < pixels.Length; i++)
        {
            Assert.Equal((pixels[i] / 255.0 - 0.5) / 0.5, normalised[i], tolerance: 1e-6);
        }

        Assert.Equal([42f, 42f, 42f], normalised[^3..]);
        Assert.Equal((-1f, 1f), (normalised[0], normalised[255]));
    }

    /// <summary>The vector operations and what is left for the end of a row give the same bits as the scalar formula.</summary>
    [Fact]
    public void Every_number_of_pixels_is_normalised_as_one_pixel_is()
    {
        var random = new Random(5);
        for (var length = 0; length < 200; length++)
        {
            var pixels = new byte[3 + length];
            random.NextBytes(pixels);
            var normalised = new float[length + 40];
            normalised.AsSpan().Fill(42);

            PixelNormalizer.Normalize(pixels.AsSpan(3), normalised);

            for (var i = 0; i < length; i++)
            {
                var product = pixels[3 + i] * (2f / 255f);
                Assert.Equal(BitConverter.SingleToInt32Bits(product - 1f), BitConverter.SingleToInt32Bits(normalised[i]));
            }

            Assert.All(normalised[length..], value => Assert.Equal(42f, value));
        }
    }
}
