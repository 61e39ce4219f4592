using KhmerCache.Augmentation;

namespace KhmerCache.Tests.Augmentation;

/// <summary>Each effect on its own, always, and as strong as it gets by default.</summary>
internal static class Switches
{
    public static AugmentationOptions Only(string effect) => With(AugmentationOptions.None, effect, 1);

    /// <summary>The effects that leave a white picture white.</summary>
    public static string[] OnInk { get; } = ["Slant", "Rotation", "Dilation", "Erosion", "Blur", "LowResolution"];

    public static string[] All { get; } = [.. OnInk, "Contrast", "Background", "Blob", "Jpeg"];

    public static AugmentationOptions With(AugmentationOptions options, string effect, double probability) => effect switch
    {
        "Slant" => options with { SlantProbability = probability, SlantDegrees = new(14, 14) },
        "Rotation" => options with { RotationProbability = probability, RotationDegrees = new(1.5, 1.5) },
        "Dilation" => options with { DilationProbability = probability },
        "Erosion" => options with { ErosionProbability = probability },
        "Contrast" => options with { ContrastProbability = probability, InkGrey = new(96, 96), PaperGrey = new(184, 184) },
        "Background" => options with { BackgroundProbability = probability, BackgroundShade = new(80, 80), BackgroundGrain = new(28, 28) },
        "Blob" => options with { BlobProbability = probability, BlobDensity = new(2, 2) },
        "Blur" => options with { BlurProbability = probability, BlurSigma = new(1.5, 1.5) },
        "LowResolution" => options with { LowResolutionProbability = probability },
        "Jpeg" => options with { JpegProbability = probability, JpegQuality = new(25, 25) },
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "There is no such effect."),
    };
}
