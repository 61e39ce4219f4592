using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KhmerCache.Augmentation.Effects;

/// <summary>Faint print on dull paper: black becomes one grey, white another, and what lies between lies between them, in proportion.</summary>
internal static class Contrast
{
    /// <summary>Maps 0..255 to <paramref name="ink"/>..<paramref name="paper"/>, rounded to the nearest grey.</summary>
    public static void Apply(GreyCanvas canvas, byte ink, byte paper)
    {
        var pixels = canvas.PixelsAndSlack;
        ref var target = ref MemoryMarshal.GetReference(pixels);
        var (lift, span) = (Vector256.Create(ink), Vector256.Create((ushort)Math.Max(paper - ink, 0)));
        for (nuint i = 0; i < (nuint)canvas.Pixels.Length; i += (nuint)Vector256<byte>.Count)
        {
            var grey = Vector256.LoadUnsafe(ref target, i);
            (lift + Greys.Product(grey, span, span)).StoreUnsafe(ref target, i);
        }
    }
}
