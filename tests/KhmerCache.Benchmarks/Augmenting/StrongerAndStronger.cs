using KhmerCache.Augmentation;
using KhmerCache.Augmentation.Effects;
using KhmerCache.Datasets;

namespace KhmerCache.Benchmarks.Augmenting;

/// <summary>Each effect at the low end, in the middle and at the high end of its default ranges.</summary>
internal static class StrongerAndStronger
{
    private static readonly AugmentationOptions Options = AugmentationOptions.Default;

    /// <summary>The effects in the order of the pipeline, each with strengths and what they are called.</summary>
    public static (string Effect, (string Name, Action<GreyCanvas> Apply)[] Strengths)[] Effects { get; } =
    [
        ("Slant", [Strength("-10°", canvas => Slant.Apply(canvas, -10)), Strength("7°", canvas => Slant.Apply(canvas, 7)), Strength("14°", canvas => Slant.Apply(canvas, 14))]),
        ("Rotation", [Strength("-1.5°", canvas => Rotation.Apply(canvas, -1.5)), Strength("0.75°", canvas => Rotation.Apply(canvas, 0.75)), Strength("1.5°", canvas => Rotation.Apply(canvas, 1.5))]),
        ("Dilation of the ink", [Strength("2 × 2, 0.2", canvas => Dilation.Apply(canvas, 2, 0.2)), Strength("3 × 3, 0.4", canvas => Dilation.Apply(canvas, 3, 0.4)), Strength("3 × 3, 0.6", canvas => Dilation.Apply(canvas, 3, 0.6))]),
        ("Erosion of the ink", [Strength("2 × 2, 0.3", canvas => Erosion.Apply(canvas, 2, 0.3)), Strength("3 × 3, 0.6", canvas => Erosion.Apply(canvas, 3, 0.6)), Strength("2 × 2, 0.9", canvas => Erosion.Apply(canvas, 2, 0.9))]),
        ("Blobs", [Dirt(0.3), Dirt(0.6), Dirt(1)]),
        ("Contrast", [Strength("24 to 240", canvas => Contrast.Apply(canvas, 24, 240)), Strength("60 to 210", canvas => Contrast.Apply(canvas, 60, 210)), Strength("96 to 184", canvas => Contrast.Apply(canvas, 96, 184))]),
        ("Background", [Paper(15, 5), Paper(45, 14), Paper(80, 28)]),
        ("Gaussian blur", [Strength("sigma 0.5", canvas => GaussianBlur.Apply(canvas, 0.5)), Strength("sigma 1", canvas => GaussianBlur.Apply(canvas, 1)), Strength("sigma 1.5", canvas => GaussianBlur.Apply(canvas, 1.5))]),
        ("Low resolution", [Strength("0.9", canvas => LowResolution.Apply(canvas, 0.9)), Strength("0.75", canvas => LowResolution.Apply(canvas, 0.75)), Strength("0.6", canvas => LowResolution.Apply(canvas, 0.6))]),
        ("JPEG", [Strength("quality 80", canvas => JpegCompression.Apply(canvas, 80)), Strength("quality 50", canvas => JpegCompression.Apply(canvas, 50)), Strength("quality 25", canvas => JpegCompression.Apply(canvas, 25))]),
    ];

    private static (string Name, Action<GreyCanvas> Apply) Strength(string name, Action<GreyCanvas> apply) => (name, apply);

    private static (string Name, Action<GreyCanvas> Apply) Paper(int shade, int grain) => ($"{shade}, grain {grain}", canvas =>
    {
        var random = new SeededRandom(seed: 1, epoch: 0);
        Background.Apply(canvas, shade, grain, ref random);
    }
    );

    private static (string Name, Action<GreyCanvas> Apply) Dirt(double density) => (FormattableString.Invariant($"{density} of 1,000"), canvas =>
    {
        var random = new SeededRandom(seed: 1, epoch: 0);
        Blobs.Apply(canvas, density, Options.BlobRadius, ref random);
    }
    );
}
