using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>A picture taken from too far away: scaled down, each new pixel the mean of the area that it covers, and up again by linear interpolation.</summary>
internal static class LowResolution
{
    /// <summary>Scales down to <paramref name="scale"/> of width and height, and up again.</summary>
    public static void Apply(GreyCanvas canvas, double scale)
    {
        var (width, height) = (canvas.Width, canvas.Height);
        var (fewerColumns, fewerRows) = (Fewer(width, scale), Fewer(height, scale));
        if (fewerColumns == width && fewerRows == height)
        {
            return;
        }

        // Columns become rows for a while: rows are mixed in whole vectors.
        var low = canvas.Scratch(width * fewerRows);
        var upright = canvas.Spare(width * fewerRows);
        var small = canvas.Line(fewerColumns * fewerRows);
        var table = canvas.Integers(Math.Max(
            Math.Max(ResamplingTable.Length(height, fewerRows), ResamplingTable.Length(fewerRows, height)),
            Math.Max(ResamplingTable.Length(width, fewerColumns), ResamplingTable.Length(fewerColumns, width))));
        ResampleRows(canvas.PixelsAndSlack, low, ResamplingTable.Area(table, height, fewerRows), width);
        Transpose(low, upright, width, fewerRows);
        ResampleRows(upright, small, ResamplingTable.Area(table, width, fewerColumns), fewerRows);
        ResampleRows(small, upright, ResamplingTable.Linear(table, fewerColumns, width), fewerRows);
        Transpose(upright, low, fewerRows, width);
        ResampleRows(low, canvas.PixelsAndSlack, ResamplingTable.Linear(table, fewerRows, height), width);
    }

    private static int Fewer(int count, double scale) => Math.Max((int)Math.Round(count * scale), 1);

    private static void ResampleRows(ReadOnlySpan<byte> source, Span<byte> target, ResamplingTable table, int width)
    {
        for (var y = 0; y < table.Count; y++)
        {
            MixRows(source[(table.First(y) * width)..], table.Weights(y), target[(y * width)..], width);
        }
    }

    private static void MixRows(ReadOnlySpan<byte> source, ReadOnlySpan<int> weights, Span<byte> target, int width)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var x = 0; x < width; x += Vector256<byte>.Count)
        {
            // Below 2^16: the weights add up to 256.
            var low = Vector256.Create((ushort)(ResamplingTable.Unity / 2));
            var high = low;
            for (var k = 0; k < weights.Length; k++)
            {
                var row = Vector256.LoadUnsafe(ref from, (nuint)(k * width + x));
                var weight = Vector256.Create((ushort)weights[k]);
                low += Vector256.WidenLower(row) * weight;
                high += Vector256.WidenUpper(row) * weight;
            }

            Vector256.Narrow(low >>> 8, high >>> 8).StoreUnsafe(ref to, (nuint)x);
        }
    }

    private static void Transpose(ReadOnlySpan<byte> source, Span<byte> target, int width, int height)
    {
        for (var y = 0; y < height; y++)
        {
            var row = source.Slice(y * width, width);
            for (var x = 0; x < row.Length; x++)
            {
                target[x * height + y] = row[x];
            }
        }
    }
}
