using KhmerCache.Augmentation;
using KhmerCache.Augmentation.Effects;
using KhmerCache.Datasets;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

/// <summary>Guards against vectors that give other pixels than one pixel after the other: at the ends of rows, in narrow and in low pictures.</summary>
public sealed class ComparingEffectsWithPlainOnes
{
    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (1, 32), (7, 5), (31, 32), (32, 32), (33, 31), (64, 8), (65, 33), (130, 48)];

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.93)]
    [InlineData(1.5)]
    [InlineData(5)]
    public void Blur_is_the_plain_one(double sigma) =>
        Compare(canvas => GaussianBlur.Apply(canvas, sigma), image => PlainEffects.Blur(image, sigma));

    [Theory]
    [InlineData(2, 0.3)]
    [InlineData(2, 1)]
    [InlineData(3, 0.7)]
    [InlineData(3, 1)]
    public void Erosion_is_the_plain_one(int size, double amount) =>
        Compare(canvas => Erosion.Apply(canvas, size, amount), image => PlainEffects.Erode(image, size, amount));

    [Theory]
    [InlineData(2, 0.3)]
    [InlineData(2, 1)]
    [InlineData(3, 0.7)]
    [InlineData(3, 1)]
    public void Dilation_is_the_plain_one(int size, double amount) =>
        Compare(canvas => Dilation.Apply(canvas, size, amount), image => PlainEffects.Dilate(image, size, amount));

    [Theory]
    [InlineData(0, 255)]
    [InlineData(96, 184)]
    [InlineData(127, 128)]
    public void Contrast_is_the_plain_one(byte ink, byte paper) =>
        Compare(canvas => Contrast.Apply(canvas, ink, paper), image => PlainEffects.Contrast(image, ink, paper));

    [Theory]
    [InlineData(0, 64)]
    [InlineData(80, 0)]
    [InlineData(160, 28)]
    public void Background_is_the_plain_one(int shade, int grain) => Compare(
        canvas =>
        {
            var random = new SeededRandom(5, 0);
            Background.Apply(canvas, shade, grain, ref random);
        },
        image => PlainEffects.Background(image, shade, grain, new SeededRandom(5, 0)));

    [Theory]
    [InlineData(-45)]
    [InlineData(-10)]
    [InlineData(0.5)]
    [InlineData(14)]
    public void Slant_is_the_plain_one(double degrees) =>
        Compare(canvas => Slant.Apply(canvas, degrees), image => PlainEffects.Shear(image, Slant.Slope(degrees)));

    [Theory]
    [InlineData(-10)]
    [InlineData(-1.5)]
    [InlineData(0.01)]
    [InlineData(1.5)]
    public void Rotation_is_the_plain_one(double degrees) => Compare(canvas => Rotation.Apply(canvas, degrees), image =>
    {
        var slope = Rotation.Slope(degrees, image.Width, image.Height);
        return PlainEffects.Shear(PlainEffects.ShearColumns(image, slope), -slope);
    });

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.77)]
    [InlineData(0.99)]
    public void Low_resolution_is_the_plain_one(double scale) =>
        Compare(canvas => LowResolution.Apply(canvas, scale), image => PlainEffects.LowResolution(image, scale));

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(80)]
    [InlineData(100)]
    public void Jpeg_is_the_plain_one(int quality) =>
        Compare(canvas => JpegCompression.Apply(canvas, quality), image => PlainEffects.Jpeg(image, quality, LuminanceTable));

    // ITU-T T.81, table K.1.
    private static readonly int[] LuminanceTable =
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static void Compare(Action<GreyCanvas> effect, Func<LineImage, LineImage> plain)
    {
        // One canvas, so that what is left of larger pictures lies beyond the smaller ones.
        var canvas = new GreyCanvas();
        foreach (var (width, height) in Sizes.Reverse())
        {
            foreach (var image in new[] { InkPicture.Strokes(width, height), InkPicture.Noise(width, height), InkPicture.White(width, height) })
            {
                var expected = plain(image);
                canvas.Load(image.Pixels, width, height);
                effect(canvas);
                Assert.Equal((expected.Width, expected.Height), (canvas.Width, canvas.Height));
                Assert.Equal(expected.Pixels.ToArray(), canvas.Pixels.ToArray());
            }
        }
    }
}
