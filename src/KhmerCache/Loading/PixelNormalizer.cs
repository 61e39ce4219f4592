using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        if (Vector256.IsHardwareAccelerated)
        {
            ref var source = ref MemoryMarshal.GetReference(pixels);
            ref var target = ref MemoryMarshal.GetReference(destination);
            for (; done <= pixels.Length - Vector128<byte>.Count; done += Vector128<byte>.Count)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)done));
                Store(Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)), ref target, done);
                Store(Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high)), ref target, done + Vector256<float>.Count);
            }
        }

        for (; done < pixels.Length; done++)
        {
            destination[done] = pixels[done] * Scale - 1f;
        }
    }

    private static void Store(Vector256<uint> pixels, ref float target, int offset) =>
        (Vector256.ConvertToSingle(pixels.AsInt32()) * Scale - Vector256<float>.One).StoreUnsafe(ref target, (nuint)offset);
}
