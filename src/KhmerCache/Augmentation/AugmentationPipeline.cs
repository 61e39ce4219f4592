using KhmerCache.Augmentation.Effects;
using KhmerCache.Datasets;

namespace KhmerCache.Augmentation;

/// <summary>
/// Alters pictures of text lines as writing, printing, paper, camera and file do, in that order: slant, rotation; dilation, erosion, blobs;
/// contrast, background; blur, low resolution; JPEG. What happens to a sample is a pure function of its pixels, the options, and (seed, epoch, index),
/// on every machine. Safe for several threads at once, each with a canvas of its own.
/// </summary>
/// <param name="options">How often and how strongly.</param>
public sealed class AugmentationPipeline(AugmentationOptions options)
{
    /// <summary>How often and how strongly.</summary>
    public AugmentationOptions Options { get; } = options;

    /// <summary>Alters the picture on a canvas. The height stays; slant and rotation widen it (<see cref="WidthOf"/>).</summary>
    /// <param name="canvas">The picture, black on white.</param>
    /// <param name="seed">The seed of the dataset.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The index of the sample in the dataset.</param>
    /// <exception cref="ArgumentException">The canvas has no picture.</exception>
    public void Apply(GreyCanvas canvas, long seed, int epoch, int index)
    {
        if (canvas.Width == 0)
        {
            throw new ArgumentException("The canvas has no picture: call Reset or Load first.", nameof(canvas));
        }

        var sample = new SampleStreams(seed, epoch, index);
        ApplyGeometry(canvas, sample);
        ApplyInk(canvas, sample);
        ApplyPaper(canvas, sample);
        ApplyCamera(canvas, sample);
    }

    /// <summary>How wide <see cref="Apply"/> makes a picture, without making it; for planning batches.</summary>
    /// <param name="width">The width before, in pixels.</param>
    /// <param name="height">The height, in pixels.</param>
    /// <param name="seed">The seed of the dataset.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The index of the sample in the dataset.</param>
    /// <returns>The width after, in pixels; not below <paramref name="width"/>.</returns>
    public int WidthOf(int width, int height, long seed, int epoch, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var sample = new SampleStreams(seed, epoch, index);
        if (sample.Has(EffectStream.Slant, Options.SlantProbability, out var random))
        {
            width += Shear.Widening(Slant.Slope(Draw(ref random, Options.SlantDegrees)), height);
        }

        if (sample.Has(EffectStream.Rotation, Options.RotationProbability, out random))
        {
            width += Shear.Widening(Rotation.Slope(Draw(ref random, Options.RotationDegrees), width, height), height);
        }

        return width;
    }

    /// <summary>Whether another sample is to be joined to the right of one, and which: to be done before <see cref="Apply"/>, with the labels joined too.</summary>
    /// <param name="seed">The seed of the dataset.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The index of the sample in the dataset.</param>
    /// <param name="count">The number of samples in the dataset.</param>
    /// <param name="partner">The index of the other sample, uniform over all but <paramref name="index"/>; -1 where there is none.</param>
    /// <returns>False where the sample stays alone, as it always does in a dataset of one.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not from 0 up to, not including, <paramref name="count"/>.</exception>
    public bool TryChoosePartner(long seed, int epoch, int index, int count, out int partner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return TryChoosePartner(seed, epoch, index, index, count, out partner);
    }

    /// <summary>As the public one, among some of the samples.</summary>
    /// <param name="seed">The seed of the dataset.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The index of the sample in the dataset.</param>
    /// <param name="place">Its place among those that it may be joined with and itself.</param>
    /// <param name="count">How many these are.</param>
    /// <param name="partner">The place of the other one; -1 where there is none.</param>
    internal bool TryChoosePartner(long seed, int epoch, int index, int place, int count, out int partner)
    {
        var sample = new SampleStreams(seed, epoch, index);
        partner = -1;
        if (count < 2 || !sample.Has(EffectStream.Concatenation, Options.ConcatenationProbability, out var random))
        {
            return false;
        }

        var other = random.Next(count - 1);
        partner = other < place ? other : other + 1;
        return true;
    }

    private static double Draw(ref SeededRandom random, ParameterRange range) =>
        Math.Clamp(range.Minimum + (range.Maximum - range.Minimum) * random.NextDouble(), range.Minimum, range.Maximum);

    private static int DrawWhole(ref SeededRandom random, ParameterRange range)
    {
        var (least, greatest) = ((int)Math.Round(range.Minimum), (int)Math.Round(range.Maximum));
        return least + random.Next(greatest - least + 1);
    }

    private void ApplyGeometry(GreyCanvas canvas, SampleStreams sample)
    {
        if (sample.Has(EffectStream.Slant, Options.SlantProbability, out var random))
        {
            Slant.Apply(canvas, Draw(ref random, Options.SlantDegrees));
        }

        if (sample.Has(EffectStream.Rotation, Options.RotationProbability, out random))
        {
            Rotation.Apply(canvas, Draw(ref random, Options.RotationDegrees));
        }
    }

    private void ApplyInk(GreyCanvas canvas, SampleStreams sample)
    {
        if (sample.Has(EffectStream.Dilation, Options.DilationProbability, out var random))
        {
            var size = DrawWhole(ref random, Options.DilationSize);
            Dilation.Apply(canvas, size, Draw(ref random, Options.DilationAmount));
        }

        if (sample.Has(EffectStream.Erosion, Options.ErosionProbability, out random))
        {
            var size = DrawWhole(ref random, Options.ErosionSize);
            Erosion.Apply(canvas, size, Draw(ref random, Options.ErosionAmount));
        }

        if (sample.Has(EffectStream.Blobs, Options.BlobProbability, out random))
        {
            Blobs.Apply(canvas, Draw(ref random, Options.BlobDensity), Options.BlobRadius, ref random);
        }
    }

    private void ApplyPaper(GreyCanvas canvas, SampleStreams sample)
    {
        if (sample.Has(EffectStream.Contrast, Options.ContrastProbability, out var random))
        {
            var ink = DrawWhole(ref random, Options.InkGrey);
            Contrast.Apply(canvas, (byte)ink, (byte)DrawWhole(ref random, Options.PaperGrey));
        }

        if (sample.Has(EffectStream.Background, Options.BackgroundProbability, out random))
        {
            var shade = DrawWhole(ref random, Options.BackgroundShade);
            Background.Apply(canvas, shade, DrawWhole(ref random, Options.BackgroundGrain), ref random);
        }
    }

    private void ApplyCamera(GreyCanvas canvas, SampleStreams sample)
    {
        if (sample.Has(EffectStream.Blur, Options.BlurProbability, out var random))
        {
            GaussianBlur.Apply(canvas, Draw(ref random, Options.BlurSigma));
        }

        if (sample.Has(EffectStream.LowResolution, Options.LowResolutionProbability, out random))
        {
            LowResolution.Apply(canvas, Draw(ref random, Options.LowResolutionScale));
        }

        if (sample.Has(EffectStream.Jpeg, Options.JpegProbability, out random))
        {
            JpegCompression.Apply(canvas, DrawWhole(ref random, Options.JpegQuality));
        }
    }
}
