using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace KhmerCache.Tool.Tests.Trees;

/// <summary>PNG files of any kind, sound or not, written from the specification: https://www.w3.org/TR/png-3/.</summary>
internal static class PngFile
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte RgbAlpha = 6;

    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>An 8-bit grey picture as the tree has it.</summary>
    public static byte[] Of(LineImage image) => Write(image.Width, image.Height, 8, Grey, image.Pixels.ToArray());

    /// <summary>A file.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="color">What a pixel is.</param>
    /// <param name="rows">The rows one after the other, each of whole bytes.</param>
    /// <param name="chunks">Chunks before the pixels.</param>
    public static byte[] Write(int width, int height, byte depth, byte color, byte[] rows, params byte[][] chunks)
    {
        var length = rows.Length / height;
        return Join(Header(width, height, depth, color), [.. chunks, Chunk("IDAT", Compress([.. Enumerable.Range(0, height).SelectMany(row => rows.Skip(row * length).Take(length).Prepend((byte)0))]))]);
    }

    /// <summary>An 8-bit grey picture in seven passes.</summary>
    public static byte[] Interlaced(LineImage image)
    {
        var pixels = image.Pixels.ToArray();
        var passes = Adam7.SelectMany(pass => Steps(pass.Y, image.Height, pass.StepY).SelectMany(row =>
            Steps(pass.X, image.Width, pass.StepX).Select(column => pixels[row * image.Width + column]).ToArray() is { Length: > 0 } line ? line.Prepend((byte)0) : []));
        return Join(Header(image.Width, image.Height, 8, Grey, interlace: 1), Chunk("IDAT", Compress([.. passes])));
    }

    public static byte[] Header(uint width, uint height, byte depth = 8, byte color = Grey, byte interlace = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(data, width);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = (depth, color, interlace);
        return Chunk("IHDR", data);
    }

    public static byte[] Chunk(string type, params byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        return [.. BigEndian((uint)data.Length), .. body, .. BigEndian(Crc32.HashToUInt32(body))];
    }

    /// <summary>Signature, chunks and end.</summary>
    public static byte[] Join(byte[] header, params byte[][] chunks) => [0x89, .. "PNG\r\n\u001A\n"u8, .. header, .. chunks.SelectMany(chunk => chunk), .. Chunk("IEND")];

    public static byte[] Compress(byte[] data)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal))
        {
            zlib.Write(data);
        }

        return output.ToArray();
    }

    private static byte[] Header(int width, int height, byte depth, byte color, byte interlace = 0) => Header((uint)width, (uint)height, depth, color, interlace);

    private static IEnumerable<int> Steps(int start, int end, int step) => Enumerable.Range(0, Math.Max(0, (end - start + step - 1) / step)).Select(i => start + (i * step));

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
