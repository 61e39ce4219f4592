using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KhmerCache.Storage;

namespace KhmerCache.Glyphs;

/// <summary>
/// Draws a glyph run: white, minus each glyph's coverage, never below black. This is the hot path of reading
/// (benchmark: ReadBenchmarks in tests/KhmerCache.Benchmarks).
/// </summary>
internal static class LineComposer
{
    private const byte White = 255;

    /// <summary>Draws the run in <paramref name="source"/> into <paramref name="pixels"/>.</summary>
    /// <param name="source">The run's bytes (<see cref="GlyphRunCodec"/>), header included.</param>
    /// <param name="position">Where the symbols start.</param>
    /// <param name="originX">Where the pen starts, in pixels.</param>
    /// <param name="table">What the symbols mean.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="pixels">The picture; its length is a multiple of <paramref name="width"/>.</param>
    /// <returns>False where the bytes are no run, a mask is missing, or ink would leave the picture; the pixels are then undefined.</returns>
    public static bool TryCompose(
        ReadOnlySpan<byte> source, int position, int originX, GlyphTable table, int width, Span<byte> pixels)
    {
        pixels.Fill(White);
        var height = pixels.Length / width;
        var entries = table.Entries;
        var masks = table.Atlas.Masks;
        ref var coverage = ref MemoryMarshal.GetArrayDataReference(table.Atlas.Coverage);
        ref var target = ref MemoryMarshal.GetReference(pixels);
        var pen = FontScale.FixedOfPixels(originX);

        while (position < source.Length)
        {
            // Most symbols are one byte: the frequent ones come first in the table.
            uint symbol = source[position];
            if (symbol < 0x80)
            {
                position++;
            }
            else if (!Varint.TryRead(source, ref position, out symbol))
            {
                return false;
            }

            if (symbol >= (uint)entries.Length)
            {
                return false;
            }

            ref readonly var entry = ref entries[(int)symbol];
            var quarter = FontScale.RoundToQuarterPixel(pen + entry.XOffset);
            pen += entry.XAdvance;
            if (entry.Mask < 0)
            {
                if (entry.Mask == GlyphTable.NoMask)
                {
                    return false;
                }

                continue;
            }

            ref readonly var mask = ref masks[entry.Mask];
            var left = (quarter >> 2) + mask.Left;

            // In 64 bits: a damaged table may hold any baseline.
            var top = (long)entry.BaselineRow - mask.Top;
            if (left < 0 || top < 0 || left > width - mask.Width || top > height - mask.Height)
            {
                return false;
            }

            var first = (int)top * width + left;
            var phase = quarter & (FontScale.Phases - 1);
            ref var rows = ref Unsafe.Add(ref coverage, mask.Offset + phase * mask.Height * mask.Stride);

            // The padding of the last row must not reach beyond the picture; within it, subtracting zeros changes nothing.
            if (first + (mask.Height - 1) * width + mask.Stride <= pixels.Length)
            {
                SubtractRows(ref rows, mask.Stride, mask.Height, ref Unsafe.Add(ref target, first), width);
            }
            else
            {
                SubtractRowsScalar(ref rows, mask.Stride, mask.Width, mask.Height, ref Unsafe.Add(ref target, first), width);
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractRows(ref byte rows, int stride, int height, ref byte target, int width)
    {
        if (stride == GlyphAtlas.RowAlignment)
        {
            for (var row = 0; row < height; row++)
            {
                var ink = Vector128.LoadUnsafe(ref rows, (nuint)(row * GlyphAtlas.RowAlignment));
                var paper = Vector128.LoadUnsafe(ref target, (nuint)(row * width));
                Vector128.SubtractSaturate(paper, ink).StoreUnsafe(ref target, (nuint)(row * width));
            }

            return;
        }

        if (stride == 2 * GlyphAtlas.RowAlignment && Vector256.IsHardwareAccelerated)
        {
            for (var row = 0; row < height; row++)
            {
                var ink = Vector256.LoadUnsafe(ref rows, (nuint)(row * 2 * GlyphAtlas.RowAlignment));
                var paper = Vector256.LoadUnsafe(ref target, (nuint)(row * width));
                Vector256.SubtractSaturate(paper, ink).StoreUnsafe(ref target, (nuint)(row * width));
            }

            return;
        }

        for (var row = 0; row < height; row++)
        {
            for (var x = 0; x < stride; x += GlyphAtlas.RowAlignment)
            {
                var ink = Vector128.LoadUnsafe(ref rows, (nuint)(row * stride + x));
                var paper = Vector128.LoadUnsafe(ref target, (nuint)(row * width + x));
                Vector128.SubtractSaturate(paper, ink).StoreUnsafe(ref target, (nuint)(row * width + x));
            }
        }
    }

    private static void SubtractRowsScalar(ref byte rows, int stride, int inkWidth, int height, ref byte target, int width)
    {
        for (var row = 0; row < height; row++)
        {
            for (var x = 0; x < inkWidth; x++)
            {
                ref var pixel = ref Unsafe.Add(ref target, row * width + x);
                pixel = (byte)Math.Max(pixel - Unsafe.Add(ref rows, row * stride + x), 0);
            }
        }
    }
}
