using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace KhmerCache.Rendering.Raster;

/// <summary>
/// Pictures as PNG files (ISO/IEC 15948): 8-bit grey, without filters and metadata, deflated by the runtime's zlib. The same pixels are the same bytes on x64 and arm64 with the same
/// version of .NET.
/// </summary>
public static class PngImage
{
    private const int HeaderLength = 13;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] Encode(LineImage image)
    {
        using var file = new MemoryStream(image.Width * image.Height / 2);
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[sizeof(int)..], image.Height);

        // 8 bits of grey, deflate, the one set of filters, not interlaced.
        (header[8], header[9], header[10], header[11], header[12]) = (8, 0, 0, 0, 0);
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Deflate(image));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Deflate(LineImage image)
    {
        // Each row after a byte that says: not filtered. Filters make the pictures of text larger.
        var rows = new byte[image.Height * (1 + image.Width)];
        for (var y = 0; y < image.Height; y++)
        {
            image.Pixels.Slice(y * image.Width, image.Width).CopyTo(rows.AsSpan(1 + (y * (1 + image.Width))));
        }

        using var data = new MemoryStream(rows.Length / 2);
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(rows);
        }

        return data.GetBuffer().AsSpan(0, (int)data.Length);
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
