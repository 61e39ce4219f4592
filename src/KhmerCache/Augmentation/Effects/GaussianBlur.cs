using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// A lens out of focus: convolution with a Gaussian, first along rows and then along columns, with weights in 256ths. Beyond its edges a picture
/// goes on as its outermost pixels are.
/// </summary>
internal static class GaussianBlur
{
    private const int MaxRadius = 15;
    private const int Unity = 256;

    /// <summary>Blurs with a standard deviation of <paramref name="sigma"/> pixels.</summary>
    public static void Apply(GreyCanvas canvas, double sigma)
    {
        Span<ushort> weights = stackalloc ushort[MaxRadius + 1];
        weights = weights[..(Weigh(sigma, weights) + 1)];
        if (weights.Length == 1)
        {
            return;
        }

        var (width, height) = (canvas.Width, canvas.Height);
        var radius = weights.Length - 1;
        var rows = canvas.Scratch(width * height);
        var line = canvas.Line(width + 2 * radius);
        Span<int> offsets = stackalloc int[2 * MaxRadius + 1];
        for (var k = 0; k <= 2 * radius; k++)
        {
            offsets[k] = k;
        }

        for (var y = 0; y < height; y++)
        {
            var row = canvas.Pixels.Slice(y * width, width);
            line[..radius].Fill(row[0]);
            row.CopyTo(line[radius..]);
            line[(radius + width)..].Fill(row[^1]);
            Convolve(line, offsets, weights, rows[(y * width)..], width);
        }

        // Of a column, the pixels lie a width apart; at the edges, one row stands for those that are not there.
        for (var y = 0; y < height; y++)
        {
            for (var k = -radius; k <= radius; k++)
            {
                offsets[k + radius] = Math.Clamp(y + k, 0, height - 1) * width;
            }

            Convolve(rows, offsets, weights, canvas.PixelsAndSlack[(y * width)..], width);
        }
    }

    /// <summary>Half of a symmetric kernel, the middle first; all of it sums up to 256.</summary>
    /// <returns>The radius: the last weight that is not 0.</returns>
    internal static int Weigh(double sigma, Span<ushort> weights)
    {
        weights.Clear();
        weights[0] = Unity;
        if (sigma < 0.1)
        {
            return 0;
        }

        // exp(-k² / 2σ²) = step^(k²), and (k + 1)² - k² = 2k + 1.
        var step = PortableMath.ExpOfMinus(1 / (2 * sigma * sigma));
        Span<double> values = stackalloc double[MaxRadius + 1];
        var (value, factor, sum) = (1.0, step, 1.0);
        values[0] = 1;
        for (var k = 1; k <= MaxRadius; k++)
        {
            value *= factor;
            factor *= step * step;
            values[k] = value;
            sum += 2 * value;
        }

        var radius = 0;
        for (var k = 1; k <= MaxRadius; k++)
        {
            weights[k] = (ushort)Math.Round(values[k] / sum * Unity);
            weights[0] -= (ushort)(2 * weights[k]);
            radius = weights[k] > 0 ? k : radius;
        }

        return radius;
    }

    // Sums stay below 2^16: the weights sum up to 256, and a pixel is at most 255.
    // For each pixel, the offsets say where its neighbours lie, itself in the middle.
    private static void Convolve(ReadOnlySpan<byte> source, ReadOnlySpan<int> offsets, ReadOnlySpan<ushort> weights, Span<byte> target, int width)
    {
        var radius = weights.Length - 1;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var x = 0; x < width; x += Vector256<byte>.Count)
        {
            var centre = Vector256.LoadUnsafe(ref from, (nuint)(offsets[radius] + x));
            var weight = Vector256.Create(weights[0]);
            var low = Vector256.WidenLower(centre) * weight + Vector256.Create((ushort)(Unity / 2));
            var high = Vector256.WidenUpper(centre) * weight + Vector256.Create((ushort)(Unity / 2));
            for (var k = 1; k <= radius; k++)
            {
                var above = Vector256.LoadUnsafe(ref from, (nuint)(offsets[radius - k] + x));
                var below = Vector256.LoadUnsafe(ref from, (nuint)(offsets[radius + k] + x));
                weight = Vector256.Create(weights[k]);
                low += (Vector256.WidenLower(above) + Vector256.WidenLower(below)) * weight;
                high += (Vector256.WidenUpper(above) + Vector256.WidenUpper(below)) * weight;
            }

            Vector256.Narrow(low >>> 8, high >>> 8).StoreUnsafe(ref to, (nuint)x);
        }
    }
}
