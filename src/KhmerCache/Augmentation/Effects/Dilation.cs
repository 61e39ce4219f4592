using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// Strokes become bolder: dilation of the ink, so each pixel becomes the darkest of a square. At a height of 32 pixels many openings of Khmer letters are
/// no wider than the square and would fill; what the dilation and an erosion after it would fill (the bottom-hat of the ink; Serra, 1982) is kept open, a quarter darker.
/// The result is mixed with the picture as it was, for strokes that become bolder by less than a pixel.
/// </summary>
internal static class Dilation
{
    /// <summary>Dilates the ink with a square of <paramref name="size"/> pixels, 2 or 3; the result has a share of <paramref name="amount"/>, from 0 to 1.</summary>
    public static void Apply(GreyCanvas canvas, int size, double amount)
    {
        var (width, length) = (canvas.Width, canvas.Pixels.Length);
        var source = canvas.PixelsAndSlack;
        var dilated = canvas.Spare(length);
        var closed = canvas.Scratch(length);
        var line = canvas.Line(width + 2);
        Morphology.Filter<Morphology.Darkest>(source, dilated, line, width, before: size - 2, after: 1);
        Morphology.Filter<Morphology.Lightest>(dilated, closed, line, width, before: 1, after: size - 2);
        ref var original = ref MemoryMarshal.GetReference(source);
        ref var target = ref MemoryMarshal.GetReference(dilated);
        ref var rest = ref MemoryMarshal.GetReference(closed);
        var share = Vector256.Create((ushort)Math.Round(amount * Greys.One));
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector256<byte>.Count)
        {
            var filled = Vector256.SubtractSaturate(Vector256.LoadUnsafe(ref original, i), Vector256.LoadUnsafe(ref rest, i));
            var open = Vector256.SubtractSaturate(filled, filled >>> 2);
            var bolder = Vector256.Max(Vector256.LoadUnsafe(ref target, i), open);
            Greys.Mix(Vector256.LoadUnsafe(ref original, i), bolder, share, share).StoreUnsafe(ref target, i);
        }

        canvas.Exchange(width);
    }
}
