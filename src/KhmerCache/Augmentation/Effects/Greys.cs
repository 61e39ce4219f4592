using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>Arithmetic on 32 greys at once; factors are those of the first sixteen and of the others.</summary>
internal static class Greys
{
    /// <summary>What stands for 1 among shares.</summary>
    public const int One = 256;

    /// <summary>Between <paramref name="first"/> and <paramref name="second"/>, whose share is from 0 to 256; rounded to the nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Mix(Vector256<byte> first, Vector256<byte> second, Vector256<ushort> low, Vector256<ushort> high) => Vector256.Narrow(
        Mix(Vector256.WidenLower(first), Vector256.WidenLower(second), low),
        Mix(Vector256.WidenUpper(first), Vector256.WidenUpper(second), high));

    /// <summary><c>grey × factor / 255</c>, rounded to the nearest; factors are from 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Product(Vector256<byte> grey, Vector256<ushort> low, Vector256<ushort> high) =>
        Vector256.Narrow(Divide(Vector256.WidenLower(grey) * low), Divide(Vector256.WidenUpper(grey) * high));

    // At most 255 × 256 + 128, which is below 2^16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Mix(Vector256<ushort> first, Vector256<ushort> second, Vector256<ushort> share) =>
        (first * (Vector256.Create((ushort)One) - share) + second * share + Vector256.Create((ushort)(One / 2))) >>> 8;

    // x / 255 is (x + x / 256) / 256 with the right roundings, exact for all x up to 255².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Divide(Vector256<ushort> product)
    {
        var rounded = product + Vector256.Create((ushort)128);
        return (rounded + (rounded >>> 8)) >>> 8;
    }
}
