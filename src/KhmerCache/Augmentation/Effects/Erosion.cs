using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// Strokes become thinner: erosion of the ink, so each pixel becomes the lightest of a square. At a height of 32 pixels many strokes of Khmer are no
/// wider than the square and would vanish; what the erosion and a dilation after it would lose (the top-hat of the ink; Serra, 1982) is kept, a quarter lighter.
/// The result is mixed with the picture as it was, for strokes that become thinner by less than a pixel.
/// </summary>
internal static class Erosion
{
    /// <summary>Erodes the ink with a square of <paramref name="size"/> pixels, 2 or 3; the result has a share of <paramref name="amount"/>, from 0 to 1.</summary>
    public static void Apply(GreyCanvas canvas, int size, double amount)
    {
        var (width, length) = (canvas.Width, canvas.Pixels.Length);
        var source = canvas.PixelsAndSlack;
        var eroded = canvas.Spare(length);
        var opened = canvas.Scratch(length);
        var line = canvas.Line(width + 2);
        Morphology.Filter<Morphology.Lightest>(source, eroded, line, width, before: size - 2, after: 1);
        Morphology.Filter<Morphology.Darkest>(eroded, opened, line, width, before: 1, after: size - 2);
        ref var original = ref MemoryMarshal.GetReference(source);
        ref var target = ref MemoryMarshal.GetReference(eroded);
        ref var rest = ref MemoryMarshal.GetReference(opened);
        var share = Vector256.Create((ushort)Math.Round(amount * Greys.One));
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector256<byte>.Count)
        {
            var lost = Vector256.SubtractSaturate(Vector256.LoadUnsafe(ref rest, i), Vector256.LoadUnsafe(ref original, i));
            var kept = Vector256.SubtractSaturate(lost, lost >>> 2);
            var thinner = Vector256.Min(Vector256.LoadUnsafe(ref target, i), ~kept);
            Greys.Mix(Vector256.LoadUnsafe(ref original, i), thinner, share, share).StoreUnsafe(ref target, i);
        }

        canvas.Exchange(width);
    }
}
