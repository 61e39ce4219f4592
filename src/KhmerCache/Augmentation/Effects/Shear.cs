using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>Moves each row sideways, in proportion to its height above the lowest one, by linear interpolation in 256ths of a pixel. The picture is widened so that no ink is cut.</summary>
internal static class Shear
{
    private const int Unity = Greys.One;

    /// <summary>By how many columns a picture is widened.</summary>
    public static int Widening(double slope, int height) => (Shift(slope, height - 1) + Unity - 1) / Unity;

    /// <summary>Moves each row by <paramref name="slope"/> pixels for each row below it; to the right where the slope is positive.</summary>
    public static void Apply(GreyCanvas canvas, double slope)
    {
        var (width, height) = (canvas.Width, canvas.Height);
        var widened = width + Widening(slope, height);
        if (widened == width)
        {
            return;
        }

        var target = canvas.Spare(widened * height);
        var line = canvas.Line(1 + width);
        line.Fill(GreyCanvas.White);
        ref var source = ref MemoryMarshal.GetReference(line);
        for (var y = 0; y < height; y++)
        {
            canvas.Pixels.Slice(y * width, width).CopyTo(line[1..]);
            var shift = Shift(slope, slope > 0 ? height - 1 - y : y);
            var row = target.Slice(y * widened, widened);
            row.Fill(GreyCanvas.White);
            Interpolate(ref source, (ushort)(shift % Unity), ref target[y * widened + shift / Unity], width + 1);
        }

        canvas.Exchange(widened);
    }

    private static int Shift(double slope, int rows) => (int)Math.Round(Math.Abs(slope) * rows * Unity);

    // Whole vectors: what lies beyond the row is white, and is written before the next row is.
    private static void Interpolate(ref byte source, ushort fraction, ref byte target, int count)
    {
        var share = Vector256.Create((ushort)(Unity - fraction));
        for (nuint x = 0; x < (nuint)count; x += (nuint)Vector256<byte>.Count)
        {
            var left = Vector256.LoadUnsafe(ref source, x);
            var right = Vector256.LoadUnsafe(ref source, x + 1);
            Greys.Mix(left, right, share, share).StoreUnsafe(ref target, x);
        }
    }
}
