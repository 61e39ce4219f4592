using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KhmerCache.Loading;

/// <summary>From 8-bit grey to float32 in [-1, 1]: <c>(p / 255 - 0.5) / 0.5</c>, as the Python system does it.</summary>
internal static class PixelNormalizer
{
    private const float Scale = 2f / 255f;

    /// <summary>Fills the first <c>pixels.Length</c> values of <paramref name="destination"/>.</summary>
    public static void Normalize(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        destination = destination[..pixels.Length];
        var done = 0;
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(destination);
        if (Vector256.IsHardwareAccelerated)
        {
            for (; done <= pixels.Length - Vector128<byte>.Count; done += Vector128<byte>.Count)
            {
                var grey = Vector128.LoadUnsafe(ref source, (nuint)done);
                Store(WidenLower(grey), ref target, done);
                Store(WidenLower(Vector128.Shuffle(grey, UpperHalf)), ref target, done + Vector256<float>.Count);
            }
        }

        for (; done < pixels.Length; done++)
        {
            destination[done] = pixels[done] * Scale - 1f;
        }
    }

    private static Vector128<byte> UpperHalf => Vector128.Create((byte)8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0);

    // One instruction where there is one for it; widening twice is three.
    private static Vector256<int> WidenLower(Vector128<byte> pixels) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int32(pixels)
        : Vector256.Create(Vector128.WidenLower(Vector128.WidenLower(pixels)), Vector128.WidenUpper(Vector128.WidenLower(pixels))).AsInt32();

    private static void Store(Vector256<int> pixels, ref float target, int offset) =>
        (Vector256.ConvertToSingle(pixels) * Scale - Vector256<float>.One).StoreUnsafe(ref target, (nuint)offset);
}
