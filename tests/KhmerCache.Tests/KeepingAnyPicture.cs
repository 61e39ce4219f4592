using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace KhmerCache.Tests;

public sealed class KeepingAnyPicture : IDisposable
{
    private static readonly FontDescriptor Font = SmallCache.Font("a.ttf");

    private readonly TemporaryFolder _folder = new();

    [Property(MaxTest = 30)]
    public Property A_picture_comes_back_before_and_after_it_is_written() => Prop.ForAll(Arb.From(AnyEntries.Picture), picture =>
    {
        using (var cache = ImageCache.Open(_folder.Path, new() { CreateIfMissing = true }))
        {
            cache.CacheImage("text", Font, picture);
            AreSame(picture, cache.GetImage("text", Font, picture.Height));

            cache.Flush();
            AreSame(picture, cache.GetImage("text", Font, picture.Height));
        }

        using var again = ImageCache.Open(_folder.Path);
        AreSame(picture, again.GetImage("text", Font, picture.Height));
    });

    /// <summary>Guards against a picture that is shown, but dropped by whatever writes its segment anew.</summary>
    [Fact]
    public void A_picture_of_more_bytes_than_most_caches_have_outlives_its_neighbours()
    {
        var noise = new byte[ushort.MaxValue * 520];
        new Random(1).NextBytes(noise);
        var large = new LineImage(ushort.MaxValue, 520, noise);
        using (var cache = ImageCache.Open(_folder.Path, new() { CreateIfMissing = true }))
        {
            cache.CacheImage("text", Font, large);
            cache.CacheImage("text", SmallCache.Font("b.ttf"), new LineImage(1, 1, [3]));
            cache.Flush();

            // Its segment is written anew without the picture that this one replaces.
            cache.CacheImage("text", SmallCache.Font("b.ttf"), new LineImage(1, 1, [4]));
        }

        using var again = ImageCache.Open(_folder.Path);

        AreSame(large, again.GetImage("text", Font, 520));
        Assert.Equal(4, again.GetImage("text", SmallCache.Font("b.ttf"), 1).Pixels[0]);
    }

    [Theory]
    [InlineData(ushort.MaxValue + 1, 1)]
    [InlineData(1, ushort.MaxValue + 1)]
    public void A_picture_that_is_wider_or_higher_than_the_format_has_numbers_for_is_refused(int width, int height)
    {
        using var cache = ImageCache.Open(_folder.Path, new() { CreateIfMissing = true });

        Assert.Throws<ArgumentOutOfRangeException>(() => cache.CacheImage("text", Font, new LineImage(width, height, new byte[width * height])));
    }

    [Fact]
    public void An_image_of_more_pixels_than_an_array_can_have_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new LineImage(65536, 65536, []));
        Assert.Throws<ArgumentException>(() => new LineImage(65535, 65535, []));
    }

    public void Dispose() => _folder.Dispose();

    private static void AreSame(LineImage expected, LineImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Pixels.SequenceEqual(actual.Pixels));
    }
}
