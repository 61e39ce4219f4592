using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// What JPEG loses: each block of 8 × 8 pixels is transformed, its coefficients are rounded to multiples of the example luminance table of ITU-T T.81 (table K.1), scaled by
/// the quality as the Independent JPEG Group does it, and transformed back. Nothing is coded: coding loses nothing.
/// </summary>
internal static class JpegCompression
{
    private const int Size = CosineTransform.Size;

    // Rows are horizontal frequencies, as the transform gives them: the table of the standard, transposed.
    private static ReadOnlySpan<byte> Luminance =>
    [
        16, 12, 14, 14, 18, 24, 49, 72,
        11, 12, 13, 17, 22, 35, 64, 92,
        10, 14, 16, 22, 37, 55, 78, 95,
        16, 19, 24, 29, 56, 64, 87, 98,
        24, 26, 40, 51, 68, 81, 103, 112,
        40, 58, 57, 87, 109, 104, 121, 100,
        51, 60, 69, 80, 103, 113, 120, 103,
        61, 55, 56, 62, 77, 92, 101, 99,
    ];

    /// <summary>Loses what a JPEG file of this quality, 1 to 100, loses.</summary>
    public static void Apply(GreyCanvas canvas, int quality)
    {
        Span<Vector256<int>> steps = stackalloc Vector256<int>[Size];
        Span<Vector256<int>> reciprocals = stackalloc Vector256<int>[Size];
        Prepare(quality, steps, reciprocals);
        var (width, height) = (canvas.Width, canvas.Height);
        Span<Vector256<int>> block = stackalloc Vector256<int>[Size];
        Span<byte> edge = stackalloc byte[Size * Size];
        for (var y = 0; y < height; y += Size)
        {
            for (var x = 0; x < width; x += Size)
            {
                var pixels = canvas.Pixels[(y * width + x)..];
                var (columns, rows) = (Math.Min(Size, width - x), Math.Min(Size, height - y));
                if (columns == Size && rows == Size)
                {
                    Compress(pixels, width, block, steps, reciprocals);
                    continue;
                }

                // A block that reaches beyond the picture is filled up with the picture's last column and row.
                for (var i = 0; i < edge.Length; i++)
                {
                    edge[i] = pixels[Math.Min(i / Size, rows - 1) * width + Math.Min(i % Size, columns - 1)];
                }

                Compress(edge, Size, block, steps, reciprocals);
                for (var row = 0; row < rows; row++)
                {
                    edge.Slice(row * Size, columns).CopyTo(pixels[(row * width)..]);
                }
            }
        }
    }

    private static void Prepare(int quality, Span<Vector256<int>> steps, Span<Vector256<int>> reciprocals)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var step = Math.Clamp((Luminance[row * Size + column] * percent + 50) / 100, 1, 255) << CosineTransform.FractionBits;
                steps[row] = steps[row].WithElement(column, step);
                reciprocals[row] = reciprocals[row].WithElement(column, (1 << 16) / step);
            }
        }
    }

    private static void Compress(Span<byte> pixels, int stride, Span<Vector256<int>> block, ReadOnlySpan<Vector256<int>> steps, ReadOnlySpan<Vector256<int>> reciprocals)
    {
        for (var row = 0; row < Size; row++)
        {
            block[row] = Widen(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref pixels[row * stride])).AsByte()) - Vector256.Create(128);
        }

        CosineTransform.Forward(block);
        for (var row = 0; row < Size; row++)
        {
            // Magnitudes are rounded, below 2^13; a multiplication by 2^16 / step stands for the division.
            var level = (Vector256.Abs(block[row]) * reciprocals[row] + Vector256.Create(1 << 15)) >> 16;
            var magnitude = level * steps[row];
            block[row] = Vector256.ConditionalSelect(Vector256.LessThan(block[row], Vector256<int>.Zero), -magnitude, magnitude);
        }

        CosineTransform.Inverse(block);
        for (var row = 0; row < Size; row++)
        {
            var grey = Vector256.Clamp(block[row] + Vector256.Create(128), Vector256<int>.Zero, Vector256.Create(255));
            var words = Vector128.Narrow(grey.GetLower(), grey.GetUpper()).AsUInt16();
            Unsafe.WriteUnaligned(ref pixels[row * stride], Vector128.Narrow(words, words).AsUInt64().ToScalar());
        }
    }

    // One instruction where there is one for it.
    private static Vector256<int> Widen(Vector128<byte> pixels) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32(pixels)
        : Vector256.Create(Vector128.WidenLower(Vector128.WidenLower(pixels)), Vector128.WidenUpper(Vector128.WidenLower(pixels))).AsInt32();
}
