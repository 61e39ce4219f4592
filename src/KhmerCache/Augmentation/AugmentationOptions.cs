using System.Globalization;
using System.Runtime.CompilerServices;

namespace KhmerCache.Augmentation;

/// <summary>
/// How often and how strongly an <see cref="AugmentationPipeline"/> alters pictures. Each effect has a probability from 0 to 1, and each of its
/// parameters is drawn uniformly from a range. Lengths are in pixels, and the defaults are meant for pictures about 32 pixels high.
/// </summary>
/// <remarks>All properties throw <see cref="ArgumentOutOfRangeException"/> where a value is outside what their documentation says.</remarks>
public sealed record AugmentationOptions
{
    /// <summary>All effects, as often and as strong as leaves Khmer readable at a height of 32 pixels.</summary>
    public static AugmentationOptions Default { get; } = new();

    /// <summary>No effect at all; with <c>with</c>, a start to choose single ones from.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        ConcatenationProbability = 0,
        SlantProbability = 0,
        RotationProbability = 0,
        DilationProbability = 0,
        ErosionProbability = 0,
        BlobProbability = 0,
        ContrastProbability = 0,
        BackgroundProbability = 0,
        BlurProbability = 0,
        LowResolutionProbability = 0,
        JpegProbability = 0,
    };

    /// <summary>How often another sample is joined to the right of one.</summary>
    public double ConcatenationProbability { get; init => field = Probability(value); } = 0.1;

    /// <summary>How often a line is slanted.</summary>
    public double SlantProbability { get; init => field = Probability(value); } = 0.25;

    /// <summary>How far upright strokes lean, in degrees from -45 to 45; positive leans to the right, as italics do.</summary>
    public ParameterRange SlantDegrees { get; init => field = Within(value, -45, 45); } = new(-10, 14);

    /// <summary>How often a line is rotated.</summary>
    public double RotationProbability { get; init => field = Probability(value); } = 0.2;

    /// <summary>By how much a line is rotated, in degrees from -10 to 10, counter-clockwise. No end of a line rises by more than a fifth of the height; a long line turns less.</summary>
    public ParameterRange RotationDegrees { get; init => field = Within(value, -10, 10); } = new(-1.5, 1.5);

    /// <summary>How often strokes are made bolder.</summary>
    public double DilationProbability { get; init => field = Probability(value); } = 0.12;

    /// <summary>The side of the square that dilation uses, from 2 to 3 pixels; a whole number is drawn.</summary>
    public ParameterRange DilationSize { get; init => field = Within(value, 2, 3); } = new(2, 3);

    /// <summary>The share of the dilated picture in the result, from 0 to 1; the rest is the picture as it was.</summary>
    public ParameterRange DilationAmount { get; init => field = Within(value, 0, 1); } = new(0.2, 0.6);

    /// <summary>How often strokes are made thinner.</summary>
    public double ErosionProbability { get; init => field = Probability(value); } = 0.12;

    /// <summary>The side of the square that erosion uses, from 2 to 3 pixels; a whole number is drawn.</summary>
    public ParameterRange ErosionSize { get; init => field = Within(value, 2, 3); } = new(2, 3);

    /// <summary>The share of the eroded picture in the result, from 0 to 1; the rest is the picture as it was.</summary>
    public ParameterRange ErosionAmount { get; init => field = Within(value, 0, 1); } = new(0.3, 0.9);

    /// <summary>How often specks of dirt, and specks where ink is missing, are added.</summary>
    public double BlobProbability { get; init => field = Probability(value); } = 0.15;

    /// <summary>Specks for a thousand pixels, from 0 to 20.</summary>
    public ParameterRange BlobDensity { get; init => field = Within(value, 0, 20); } = new(0.2, 1);

    /// <summary>The radius of a speck in pixels, from 0.25 to 16.</summary>
    public ParameterRange BlobRadius { get; init => field = Within(value, 0.25, 16); } = new(0.4, 1.1);

    /// <summary>How often ink is made lighter and paper darker.</summary>
    public double ContrastProbability { get; init => field = Probability(value); } = 0.25;

    /// <summary>The grey that black becomes, from 0 to 127.</summary>
    public ParameterRange InkGrey { get; init => field = Within(value, 0, 127); } = new(0, 96);

    /// <summary>The grey that white becomes, from 128 to 255.</summary>
    public ParameterRange PaperGrey { get; init => field = Within(value, 128, 255); } = new(184, 255);

    /// <summary>How often the paper is shaded and grainy.</summary>
    public double BackgroundProbability { get; init => field = Probability(value); } = 0.25;

    /// <summary>By how many greys the darkest place of the paper may be darkened, from 0 to 160.</summary>
    public ParameterRange BackgroundShade { get; init => field = Within(value, 0, 160); } = new(10, 80);

    /// <summary>The most greys that grain adds to or takes from a pixel, from 0 to 64.</summary>
    public ParameterRange BackgroundGrain { get; init => field = Within(value, 0, 64); } = new(0, 28);

    /// <summary>How often a picture is blurred.</summary>
    public double BlurProbability { get; init => field = Probability(value); } = 0.25;

    /// <summary>The standard deviation of the Gaussian in pixels, from 0 to 5.</summary>
    public ParameterRange BlurSigma { get; init => field = Within(value, 0, 5); } = new(0, 1.5);

    /// <summary>How often a picture is scaled down and up again.</summary>
    public double LowResolutionProbability { get; init => field = Probability(value); } = 0.12;

    /// <summary>The scale in between, from 0.1 to 1; 0.5 is half as many pixels on each side.</summary>
    public ParameterRange LowResolutionScale { get; init => field = Within(value, 0.1, 1); } = new(0.6, 0.9);

    /// <summary>How often a picture is compressed as JPEG would do it.</summary>
    public double JpegProbability { get; init => field = Probability(value); } = 0.2;

    /// <summary>The quality on the scale of the Independent JPEG Group, from 1 to 100.</summary>
    public ParameterRange JpegQuality { get; init => field = Within(value, 1, 100); } = new(25, 80);

    /// <summary>All properties by their names, with their values as every culture writes them: what a training run that is resumed must have had.</summary>
    internal IEnumerable<(string Name, string Value)> Describe()
    {
        yield return Of(ConcatenationProbability);
        yield return Of(SlantProbability);
        yield return Of(SlantDegrees);
        yield return Of(RotationProbability);
        yield return Of(RotationDegrees);
        yield return Of(DilationProbability);
        yield return Of(DilationSize);
        yield return Of(DilationAmount);
        yield return Of(ErosionProbability);
        yield return Of(ErosionSize);
        yield return Of(ErosionAmount);
        yield return Of(BlobProbability);
        yield return Of(BlobDensity);
        yield return Of(BlobRadius);
        yield return Of(ContrastProbability);
        yield return Of(InkGrey);
        yield return Of(PaperGrey);
        yield return Of(BackgroundProbability);
        yield return Of(BackgroundShade);
        yield return Of(BackgroundGrain);
        yield return Of(BlurProbability);
        yield return Of(BlurSigma);
        yield return Of(LowResolutionProbability);
        yield return Of(LowResolutionScale);
        yield return Of(JpegProbability);
        yield return Of(JpegQuality);

        static (string Name, string Value) Of(object value, [CallerArgumentExpression(nameof(value))] string name = "") => (name, value switch
        {
            ParameterRange range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum:R} to {range.Maximum:R}"),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        });
    }

    private static double Probability(double value, [CallerMemberName] string name = "") => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a probability: give a number from 0 (never) to 1 (always).");

    private static ParameterRange Within(ParameterRange value, double least, double greatest, [CallerMemberName] string name = "") =>
        value.Minimum >= least && value.Maximum <= greatest && value.Minimum <= value.Maximum
            ? value
            : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is a range within {least} to {greatest}, the minimum first: give new({least}, {greatest}) or less."));
}
