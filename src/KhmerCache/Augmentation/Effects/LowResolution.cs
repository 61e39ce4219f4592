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

        // One table of integers for all four steps. Columns take longer than rows, so they come while there are few rows.
        var low = canvas.Scratch(width * fewerRows);
        var narrow = canvas.Line(fewerColumns);
        var table = canvas.Integers(Math.Max(
            ResamplingTable.Length(height, fewerRows) + ResamplingTable.Length(fewerRows, height),
            ResamplingTable.Length(width, fewerColumns) + ResamplingTable.Length(fewerColumns, width)));
        ResampleRows(canvas.PixelsAndSlack, low, ResamplingTable.Area(table, height, fewerRows), width);

        var shrinking = ResamplingTable.Area(table, width, fewerColumns);
        var stretching = ResamplingTable.Linear(table[ResamplingTable.Length(width, fewerColumns)..], fewerColumns, width);
        for (var y = 0; y < fewerRows; y++)
        {
            var row = low.Slice(y * width, width);
            ResampleColumns(row, narrow, shrinking);
            ResampleColumns(narrow, row, stretching);
        }

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

    private static void ResampleColumns(ReadOnlySpan<byte> source, Span<byte> target, ResamplingTable table)
    {
        for (var x = 0; x < table.Count; x++)
        {
            var weights = table.Weights(x);
            var pixels = source.Slice(table.First(x), weights.Length);
            var sum = ResamplingTable.Unity / 2;
            for (var k = 0; k < weights.Length; k++)
            {
                sum += pixels[k] * weights[k];
            }

            target[x] = (byte)(sum / ResamplingTable.Unity);
        }
    }
}
