using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// A page that lies askew: rotation by a small angle, made of a shear of columns and one of rows. A line that would leave the picture is moved, and where that is not
/// enough, made lower, so that all ink stays in. Places are in 65,536ths of a pixel, weights in 256ths.
/// </summary>
internal static class Rotation
{
    /// <summary>The most that one end of a line may lie above the other, as a part of the height.</summary>
    private const double MostRise = 0.2;

    private const int Unity = 1 << 16;

    /// <summary>Pixels upwards for each column to the right: as far as a line of this size can turn.</summary>
    public static double Slope(double degrees, int width, int height)
    {
        var most = MostRise * height / width;
        return Math.Clamp(PortableMath.TanOfDegrees(degrees), -most, most);
    }

    /// <summary>Rotates by an angle, counter-clockwise where it is positive.</summary>
    public static void Apply(GreyCanvas canvas, double degrees)
    {
        var slope = Slope(degrees, canvas.Width, canvas.Height);
        if (TryFindInk(canvas, out var top, out var bottom))
        {
            ShearColumns(canvas, slope, top, bottom);
        }

        Shear.Apply(canvas, -slope);
    }

    private static bool TryFindInk(GreyCanvas canvas, out int top, out int bottom)
    {
        var pixels = canvas.Pixels;
        var first = pixels.IndexOfAnyExcept(GreyCanvas.White);
        (top, bottom) = (first / canvas.Width, pixels.LastIndexOfAnyExcept(GreyCanvas.White) / canvas.Width);
        return first >= 0;
    }

    private static void ShearColumns(GreyCanvas canvas, double slope, int top, int bottom)
    {
        var (width, height) = (canvas.Width, canvas.Height);
        var rise = Math.Abs(slope) * (width - 1);

        // Of the ink, and of the rows that interpolation spreads it to. Rows of the source for each row of the target:
        var extent = bottom - top + 2.0;
        var scale = Math.Max(extent / Math.Max(height - rise, 1), 1);

        // The middle of the ink stays where it is, or as near to it as the ends of the line allow.
        var middle = (top + bottom) / 2.0;
        var room = Math.Max((height - extent / scale - rise) / 2, 0);
        var place = Math.Clamp(middle, (height - 1) / 2.0 - room, (height - 1) / 2.0 + room);
        var perColumn = (int)Math.Round(slope * scale * Unity);
        var target = canvas.Spare(width * height);
        var blank = canvas.Line(width);
        blank.Fill(GreyCanvas.White);
        for (var y = 0; y < height; y++)
        {
            var atLeft = (int)Math.Round((middle + (y - place) * scale) * Unity) - (int)((long)perColumn * (width - 1) / 2);
            InterpolateRow(canvas.PixelsAndSlack, blank, atLeft, perColumn, target[(y * width)..], width, height);
        }

        canvas.Exchange(width);
    }

    // Of the target's row, column x is the source's row atLeft + x * perColumn; while its whole part stays the same, two rows of the source are mixed.
    private static void InterpolateRow(ReadOnlySpan<byte> source, ReadOnlySpan<byte> blank, int atLeft, int perColumn, Span<byte> target, int width, int height)
    {
        for (var x = 0; x < width;)
        {
            var place = atLeft + x * perColumn;
            var (row, fraction) = (place >> 16, place & (Unity - 1));
            var columns = perColumn switch
            {
                0 => width,
                > 0 => (Unity - fraction + perColumn - 1) / perColumn,
                < 0 => fraction / -perColumn + 1,
            };
            var end = Math.Min(width, x + columns);
            Mix(Row(source, blank, row, width, height), Row(source, blank, row + 1, width, height), fraction, perColumn, target, x, end);
            x = end;
        }
    }

    private static ReadOnlySpan<byte> Row(ReadOnlySpan<byte> source, ReadOnlySpan<byte> blank, int row, int width, int height) =>
        (uint)row < (uint)height ? source[(row * width)..] : blank;

    // Whole vectors: what lies beyond the end is written again after.
    private static void Mix(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int fraction, int perColumn, Span<byte> target, int start, int end)
    {
        ref var above = ref MemoryMarshal.GetReference(upper);
        ref var below = ref MemoryMarshal.GetReference(lower);
        ref var to = ref MemoryMarshal.GetReference(target);
        var step = Vector256.Create((ushort)perColumn);
        var low = Vector256.Create((ushort)fraction) + Vector256<ushort>.Indices * step;
        var half = step * (ushort)Vector256<ushort>.Count;
        for (var x = start; x < end; x += Vector256<byte>.Count)
        {
            var high = low + half;
            var (a, b) = (Vector256.LoadUnsafe(ref above, (nuint)x), Vector256.LoadUnsafe(ref below, (nuint)x));
            Greys.Mix(a, b, low >>> 8, high >>> 8).StoreUnsafe(ref to, (nuint)x);
            low = high + half;
        }
    }
}
