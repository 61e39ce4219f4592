using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// The discrete cosine transform of 8 × 8 pixels (ITU-T T.81, A.3.3) and its inverse, in 32-bit integers: eight columns at once, then transposed, eight rows.
/// Sums and differences of the outer pixels part the even from the odd frequencies, which leaves 22 multiplications instead of 64.
/// </summary>
internal static class CosineTransform
{
    /// <summary>Coefficients are in eighths.</summary>
    public const int FractionBits = 3;

    /// <summary>The number of rows.</summary>
    public const int Size = 8;

    // cos(k π / 16) / 2 in 8192ths.
    private const int ConstantBits = 13;
    private const int C1 = 4017;
    private const int C2 = 3784;
    private const int C3 = 3406;
    private const int C4 = 2896;
    private const int C5 = 2276;
    private const int C6 = 1567;
    private const int C7 = 799;

    /// <summary>From pixels, less 128, to coefficients in eighths; their rows are the block's horizontal frequencies.</summary>
    public static void Forward(Span<Vector256<int>> rows)
    {
        ForwardColumns(rows, ConstantBits - FractionBits);
        Transpose(rows);
        ForwardColumns(rows, ConstantBits);
    }

    /// <summary>From coefficients, as <see cref="Forward"/> gives them, to pixels, less 128.</summary>
    public static void Inverse(Span<Vector256<int>> rows)
    {
        InverseColumns(rows, ConstantBits);
        Transpose(rows);
        InverseColumns(rows, ConstantBits + FractionBits);
    }

    private static void ForwardColumns(Span<Vector256<int>> x, int bits)
    {
        var (s0, s1, s2, s3) = (x[0] + x[7], x[1] + x[6], x[2] + x[5], x[3] + x[4]);
        var (d0, d1, d2, d3) = (x[0] - x[7], x[1] - x[6], x[2] - x[5], x[3] - x[4]);
        var half = Vector256.Create(1 << (bits - 1));
        x[0] = ((s0 + s3 + s1 + s2) * C4 + half) >> bits;
        x[4] = ((s0 + s3 - s1 - s2) * C4 + half) >> bits;
        x[2] = ((s0 - s3) * C2 + (s1 - s2) * C6 + half) >> bits;
        x[6] = ((s0 - s3) * C6 - (s1 - s2) * C2 + half) >> bits;
        x[1] = (d0 * C1 + d1 * C3 + d2 * C5 + d3 * C7 + half) >> bits;
        x[3] = (d0 * C3 - d1 * C7 - d2 * C1 - d3 * C5 + half) >> bits;
        x[5] = (d0 * C5 - d1 * C1 + d2 * C7 + d3 * C3 + half) >> bits;
        x[7] = (d0 * C7 - d1 * C5 + d2 * C3 - d3 * C1 + half) >> bits;
    }

    private static void InverseColumns(Span<Vector256<int>> x, int bits)
    {
        var half = Vector256.Create(1 << (bits - 1));
        var (sum, difference) = ((x[0] + x[4]) * C4 + half, (x[0] - x[4]) * C4 + half);
        var (outer, inner) = (x[2] * C2 + x[6] * C6, x[2] * C6 - x[6] * C2);
        var (e0, e1, e2, e3) = (sum + outer, difference + inner, difference - inner, sum - outer);
        var o0 = x[1] * C1 + x[3] * C3 + x[5] * C5 + x[7] * C7;
        var o1 = x[1] * C3 - x[3] * C7 - x[5] * C1 - x[7] * C5;
        var o2 = x[1] * C5 - x[3] * C1 + x[5] * C7 + x[7] * C3;
        var o3 = x[1] * C7 - x[3] * C5 + x[5] * C3 - x[7] * C1;
        (x[0], x[7]) = ((e0 + o0) >> bits, (e0 - o0) >> bits);
        (x[1], x[6]) = ((e1 + o1) >> bits, (e1 - o1) >> bits);
        (x[2], x[5]) = ((e2 + o2) >> bits, (e2 - o2) >> bits);
        (x[3], x[4]) = ((e3 + o3) >> bits, (e3 - o3) >> bits);
    }

    private static void Transpose(Span<Vector256<int>> x)
    {
        if (Avx2.IsSupported)
        {
            TransposeByUnpacking(x);
            return;
        }

        for (var row = 0; row < Size; row++)
        {
            for (var column = row + 1; column < Size; column++)
            {
                var (upper, lower) = (x[row][column], x[column][row]);
                x[row] = x[row].WithElement(column, lower);
                x[column] = x[column].WithElement(row, upper);
            }
        }
    }

    // Pairs of rows are interleaved by 32 bits, then by 64, then by 128.
    private static void TransposeByUnpacking(Span<Vector256<int>> x)
    {
        for (var i = 0; i < Size; i += 4)
        {
            var (a, b) = (Avx2.UnpackLow(x[i], x[i + 1]).AsInt64(), Avx2.UnpackHigh(x[i], x[i + 1]).AsInt64());
            var (c, d) = (Avx2.UnpackLow(x[i + 2], x[i + 3]).AsInt64(), Avx2.UnpackHigh(x[i + 2], x[i + 3]).AsInt64());
            (x[i], x[i + 1]) = (Avx2.UnpackLow(a, c).AsInt32(), Avx2.UnpackHigh(a, c).AsInt32());
            (x[i + 2], x[i + 3]) = (Avx2.UnpackLow(b, d).AsInt32(), Avx2.UnpackHigh(b, d).AsInt32());
        }

        for (var i = 0; i < 4; i++)
        {
            (x[i], x[i + 4]) = (Avx2.Permute2x128(x[i], x[i + 4], 0x20), Avx2.Permute2x128(x[i], x[i + 4], 0x31));
        }
    }
}
