using SkiaSharp;

namespace KhmerCache.Tool.Imports;

/// <summary>The grey pixels of a PNG file, where they are plainly that: a colour is one whose red, green and blue are the same, and nothing shines through.</summary>
internal static class PngPicture
{
    private const int BytesPerColor = 4;

    private const string Remedy = "Save it as 8-bit grey PNG.";

    /// <summary>Decodes a file. Takes no more memory than five bytes for each pixel that the header tells of.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="png">The file; it is altered.</param>
    /// <param name="path">Where it is from, for messages.</param>
    /// <exception cref="KhmerCacheException">It is damaged, or not grey.</exception>
    public static LineImage Decode(in PngHeader header, byte[] png, string path)
    {
        using var data = SKData.CreateCopy(PngChunks.Reduce(header, png, path, out var hasTransparency));
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream, out var result);
        if (result != SKCodecResult.Success || codec.Info.Width != header.Width || codec.Info.Height != header.Height)
        {
            throw Damaged(path);
        }

        var isGrey = header.Color == PngColor.Grey && !hasTransparency;
        var decoded = Decode(codec, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, isGrey ? SKAlphaType.Opaque : SKAlphaType.Unpremul, path);
        return new LineImage(header.Width, header.Height, isGrey ? decoded : ToGrey(decoded, header, path));
    }

    // Without a colour space: the samples as they are.
    private static byte[] Decode(SKCodec codec, SKColorType color, SKAlphaType alpha, string path) =>
        codec.GetPixels(new SKImageInfo(codec.Info.Width, codec.Info.Height, color, alpha), out var pixels) == SKCodecResult.Success ? pixels : throw Damaged(path);

    private static byte[] ToGrey(byte[] colors, in PngHeader header, string path)
    {
        var grey = new byte[colors.Length / BytesPerColor];
        for (var i = 0; i < grey.Length; i++)
        {
            var color = colors.AsSpan(i * BytesPerColor, BytesPerColor);
            if (color[3] != byte.MaxValue)
            {
                throw Refusal.Of(path, $"its picture is transparent at ({i % header.Width}, {i / header.Width}), and the cache holds no transparency", Remedy);
            }

            if (color[0] != color[1] || color[1] != color[2])
            {
                throw Refusal.Of(path, $"its picture has the colour #{color[0]:X2}{color[1]:X2}{color[2]:X2} at ({i % header.Width}, {i / header.Width}), {(header.Color == PngColor.Palette ? "or one that its palette lacks, " : "")}and the cache holds greys", Remedy);
            }

            grey[i] = color[0];
        }

        return grey;
    }

    private static KhmerCacheException Damaged(string path) => Refusal.Of(path, "its picture is cut off or damaged", "Take it from its source again.");
}
