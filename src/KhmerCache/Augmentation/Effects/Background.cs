using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KhmerCache.Datasets;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// Paper that is unevenly lit or stained, and grain. Shades are value noise: random greys at the corners of cells of 32 × 16 pixels, interpolated linearly; each pixel is
/// multiplied by its paper. Grain is added to ink and paper: the sum of two random bytes, one of them shared with the pixel beside it, so that grains are a little longer than wide.
/// </summary>
internal static class Background
{
    private const int CellWidth = 32;
    private const int CellHeight = 16;

    /// <summary>Shades a picture.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="shade">By how many greys a corner of a cell is darkened at most.</param>
    /// <param name="grain">The most that grain changes a pixel by, in greys; at most 127.</param>
    /// <param name="random">Where shades and grain come from.</param>
    public static void Apply(GreyCanvas canvas, int shade, int grain, ref SeededRandom random)
    {
        var (width, height) = (canvas.Width, canvas.Height);
        var (columns, rows) = ((width - 1) / CellWidth + 2, (height - 1) / CellHeight + 2);
        var corners = canvas.Integers((rows + 1) * columns);
        for (var i = 0; i < rows * columns; i++)
        {
            corners[i] = random.Next(shade + 1);
        }

        var target = canvas.Spare(width * height);
        var noise = canvas.Scratch(width * height + 1);
        noise.Clear();
        if (grain > 0)
        {
            random.NextBytes(noise[..(width * height + 1)]);
        }

        for (var y = 0; y < height; y++)
        {
            var above = corners.Slice(y / CellHeight * columns, columns);
            var below = corners.Slice((y / CellHeight + 1) * columns, columns);
            var weight = y % CellHeight;
            var mixed = corners.Slice(rows * columns, columns);
            for (var i = 0; i < columns; i++)
            {
                mixed[i] = above[i] * (CellHeight - weight) + below[i] * weight;
            }

            ShadeRow(canvas.PixelsAndSlack[(y * width)..], noise[(y * width)..], mixed, (short)grain, target[(y * width)..], width);
        }

        canvas.Exchange(width);
    }

    // A cell is one vector wide. Shades at its corners are in 16ths; between them, in 512ths.
    private static void ShadeRow(ReadOnlySpan<byte> source, ReadOnlySpan<byte> noise, ReadOnlySpan<int> corners, short grain, Span<byte> target, int width)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var random = ref MemoryMarshal.GetReference(noise);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (int x = 0, cell = 0; x < width; x += CellWidth, cell++)
        {
            var start = Vector256.Create((short)(255 - (corners[cell] + 8) / CellHeight));
            var difference = Vector256.Create((short)((corners[cell] - corners[cell + 1]) / CellHeight));
            var low = start + (Vector256<short>.Indices * difference >> 5);
            var high = start + ((Vector256<short>.Indices + Vector256.Create((short)16)) * difference >> 5);
            var paper = Greys.Product(Vector256.LoadUnsafe(ref from, (nuint)x), low.AsUInt16(), high.AsUInt16());
            if (grain > 0)
            {
                var (a, b) = (Vector256.LoadUnsafe(ref random, (nuint)x), Vector256.LoadUnsafe(ref random, (nuint)x + 1));
                low = Grain(Vector256.WidenLower(paper), Vector256.WidenLower(a) + Vector256.WidenLower(b), grain);
                high = Grain(Vector256.WidenUpper(paper), Vector256.WidenUpper(a) + Vector256.WidenUpper(b), grain);
                paper = Vector256.Narrow(low.AsUInt16(), high.AsUInt16());
            }

            paper.StoreUnsafe(ref to, (nuint)x);
        }
    }

    // The sum of two bytes, less 255, is from -255 to 255.
    private static Vector256<short> Grain(Vector256<ushort> grey, Vector256<ushort> sum, short grain)
    {
        var change = (sum.AsInt16() - Vector256.Create((short)255)) * grain >> 8;
        return Vector256.Clamp(grey.AsInt16() + change, Vector256<short>.Zero, Vector256.Create((short)255));
    }
}
