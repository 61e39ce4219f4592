using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>The darkest or the lightest pixel of a square around each pixel (grey-scale morphology; Serra, 1982). Beyond its edges a picture goes on as its outermost pixels are.</summary>
internal static class Morphology
{
    /// <summary>A choice between two greys.</summary>
    internal interface IExtreme
    {
        static abstract Vector256<byte> Of(Vector256<byte> left, Vector256<byte> right);
    }

    /// <summary>Replaces each pixel by an extreme of its square.</summary>
    /// <param name="source">The picture, and slack.</param>
    /// <param name="target">The result, and slack; not <paramref name="source"/>.</param>
    /// <param name="line">Memory for a row and two pixels, and slack.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="before">How far the square reaches to the left and up: 0 or 1.</param>
    /// <param name="after">How far the square reaches to the right and down: 0 or 1.</param>
    public static void Filter<TExtreme>(ReadOnlySpan<byte> source, Span<byte> target, Span<byte> line, int width, int before, int after)
        where TExtreme : struct, IExtreme
    {
        var height = (target.Length - GreyCanvas.Slack) / width;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var column = ref MemoryMarshal.GetReference(line);
        for (var y = 0; y < height; y++)
        {
            var (above, here, below) = (Math.Max(y - before, 0) * width, y * width, Math.Min(y + after, height - 1) * width);
            for (var x = 0; x < width; x += Vector256<byte>.Count)
            {
                TExtreme.Of(
                    TExtreme.Of(Vector256.LoadUnsafe(ref from, (nuint)(above + x)), Vector256.LoadUnsafe(ref from, (nuint)(below + x))),
                    Vector256.LoadUnsafe(ref from, (nuint)(here + x))).StoreUnsafe(ref column, (nuint)(1 + x));
            }

            line[0] = line[1];
            line[width + 1] = line[width];
            for (var x = 0; x < width; x += Vector256<byte>.Count)
            {
                TExtreme.Of(
                    TExtreme.Of(Vector256.LoadUnsafe(ref column, (nuint)(1 + x - before)), Vector256.LoadUnsafe(ref column, (nuint)(1 + x + after))),
                    Vector256.LoadUnsafe(ref column, (nuint)(1 + x))).StoreUnsafe(ref to, (nuint)(here + x));
            }
        }
    }

    /// <summary>The darker of two.</summary>
    internal readonly struct Darkest : IExtreme
    {
        public static Vector256<byte> Of(Vector256<byte> left, Vector256<byte> right) => Vector256.Min(left, right);
    }

    /// <summary>The lighter of two.</summary>
    internal readonly struct Lightest : IExtreme
    {
        public static Vector256<byte> Of(Vector256<byte> left, Vector256<byte> right) => Vector256.Max(left, right);
    }
}
