using System.Runtime.InteropServices;
using KhmerCache.Loading;

namespace KhmerCache.Tests.Loading;

/// <summary>All that a batch holds, as a text to compare and to keep when the batch is gone.</summary>
internal static class BatchCopy
{
    /// <summary>Copies a batch, and disposes of it.</summary>
    public static string Of(Batch batch)
    {
        using (batch)
        {
            var pixels = batch.Pixels == BatchPixels.Grey ? batch.GreyImages.Span : MemoryMarshal.AsBytes(batch.Images.Span);
            return string.Join('\n',
            [
                $"{batch.Count} x {batch.Height} x {batch.Width}: {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(pixels))}",
                .. Enumerable.Range(0, batch.Count).Select(n => $"{batch.Indices[n]} {batch.Texts[n]} {batch.Fonts[n].Path} {batch.Widths[n]} {batch.GetKey(n)}"),
                string.Join(' ', batch.Targets),
                string.Join(' ', batch.TargetLengths),
                string.Join(' ', batch.CtcTargets),
                string.Join(' ', batch.CtcTargetLengths),
            ]);
        }
    }

    /// <summary>The picture of a sample, without what pads it.</summary>
    public static float[] Picture(Batch batch, int sample) =>
    [
        .. Enumerable.Range(0, batch.Height).SelectMany(y => batch.Images.Slice((sample * batch.Height + y) * batch.Width, batch.Widths[sample]).ToArray()),
    ];
}
