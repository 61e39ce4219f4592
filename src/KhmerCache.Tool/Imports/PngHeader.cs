using System.Buffers.Binary;
using System.IO.Hashing;

namespace KhmerCache.Tool.Imports;

/// <summary>The first 33 bytes of a PNG file (signature and IHDR), looked at before anything is decoded. https://www.w3.org/TR/png-3/#11IHDR</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="BitDepth">Bits of a sample or of an index into the palette.</param>
/// <param name="Color">What a pixel is.</param>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColor Color)
{
    public const int Length = 33;

    /// <summary>What a picture in the cache has at most: 65,535 px either way, and all in all as many pixels as the widest line at the greatest height that is rendered.</summary>
    public const int MostPixels = ushort.MaxValue * 256;

    /// <summary>Room for the chunks besides the pixels: palette, texts, a profile.</summary>
    private const int LongestRest = 1 << 16;

    /// <summary>Four bytes are the most that a pixel has here; as many again for a poor encoder.</summary>
    private const int LongestPixel = 8;

    /// <summary>The most bytes that a file with such a header is read with.</summary>
    public int LongestFile => checked((int)Math.Min(Array.MaxLength, LongestRest + ((long)LongestPixel * Width * Height)));

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether the cache can hold a picture of this size.</summary>
    public static bool Fits(long width, long height) => width is > 0 and <= ushort.MaxValue && height is > 0 and <= ushort.MaxValue && width * height <= MostPixels;

    /// <summary>Reads it.</summary>
    /// <exception cref="KhmerCacheException">It is none, or that of a picture that can't come in.</exception>
    public static PngHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        if (!bytes.StartsWith(Signature[..Math.Min(bytes.Length, Signature.Length)]))
        {
            throw Refusal.Of(path, "its picture is no PNG file", "Save it as 8-bit grey PNG.");
        }

        if (bytes.Length < Length || !bytes[8..16].SequenceEqual("\0\0\0\rIHDR"u8)
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[29..]) != Crc32.HashToUInt32(bytes[12..29]))
        {
            throw Refusal.Of(path, "its picture is a PNG file with a damaged header", "Take it from its source again.");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));
        if (!Fits(width, height))
        {
            throw Refusal.Of(path, $"its picture has {width} × {height} px; a picture has at most {ushort.MaxValue} px either way, and {MostPixels} in all", "Save it smaller, or take the entry out of the index.");
        }

        var (depth, color) = (bytes[24], (PngColor)bytes[25]);
        if (depth == 16)
        {
            throw Refusal.Of(path, "its picture has 16 bits a sample, and the cache holds 8", "Save it as 8-bit grey PNG.");
        }

        var isKnown = color switch
        {
            PngColor.Grey or PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GreyAlpha or PngColor.RgbAlpha => depth == 8,
            _ => false,
        };
        return isKnown && bytes[26] == 0 && bytes[27] == 0 && bytes[28] is 0 or 1
            ? new PngHeader((int)width, (int)height, depth, color)
            : throw Refusal.Of(path, "its picture is a PNG file of a kind that does not exist", "Take it from its source again.");
    }
}

/// <summary>What a pixel of a PNG file is.</summary>
internal enum PngColor
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    RgbAlpha = 6,
}
