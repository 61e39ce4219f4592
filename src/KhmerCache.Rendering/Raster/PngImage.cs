using SkiaSharp;

namespace KhmerCache.Rendering.Raster;

/// <summary>Pictures as PNG files: 8-bit grey, without metadata, the same bytes from the same version on every machine.</summary>
public static class PngImage
{
    private static readonly SKPngEncoderOptions Options = new(SKPngEncoderFilterFlags.NoFilters, zLibLevel: 6);

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] Encode(LineImage image)
    {
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque);
        using var pixels = SKImage.FromPixelCopy(info, image.Pixels, image.Width);
        using var pixmap = pixels.PeekPixels();
        using var data = pixmap.Encode(Options) ?? throw new InvalidOperationException($"SkiaSharp could not encode {image.Width} × {image.Height} pixels as PNG.");
        return data.ToArray();
    }
}
