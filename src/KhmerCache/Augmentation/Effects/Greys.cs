using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>Arithmetic of greys, where 255 stands for 1.</summary>
internal static class Greys
{
    /// <summary>32 products <c>grey × factor / 255</c>, rounded to the nearest; factors from 0 to 255, those of the first sixteen and of the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Product(Vector256<byte> grey, Vector256<ushort> low, Vector256<ushort> high) =>
        Vector256.Narrow(Divide(Vector256.WidenLower(grey) * low), Divide(Vector256.WidenUpper(grey) * high));

    // x / 255 is (x + x / 256) / 256 with the right roundings, exact for all x up to 255².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Divide(Vector256<ushort> product)
    {
        var rounded = product + Vector256.Create((ushort)128);
        return (rounded + (rounded >>> 8)) >>> 8;
    }
}
