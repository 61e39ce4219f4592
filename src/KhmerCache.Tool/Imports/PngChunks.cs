using System.Buffers.Binary;
using System.IO.Hashing;

namespace KhmerCache.Tool.Imports;

/// <summary>
/// A PNG file reduced to what its pixels follow from. The decoder is native code, and never sees profiles, texts and the like, which may be compressed to a thousandth of their size;
/// nor may a gamma or a profile alter pixels that are to stay what they are.
/// </summary>
internal static class PngChunks
{
    /// <summary>Length, type and checksum of a chunk.</summary>
    private const int FrameLength = 12;

    /// <summary>What is seen where a pixel names a colour that its palette lacks: no grey, so that nobody takes it for one.</summary>
    private static ReadOnlySpan<byte> NoGrey => [0xFF, 0x00, 0xFF];

    /// <summary>The file with the chunks IHDR, PLTE, tRNS, IDAT and IEND only.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="png">The file; it is altered.</param>
    /// <param name="path">Where it is from, for messages.</param>
    /// <param name="hasTransparency">Whether there is a tRNS.</param>
    /// <exception cref="KhmerCacheException">It is cut off, damaged or animated.</exception>
    public static ReadOnlySpan<byte> Reduce(in PngHeader header, byte[] png, string path, out bool hasTransparency)
    {
        var (position, end) = (PngHeader.Signature.Length, PngHeader.Signature.Length);
        var hasPalette = hasTransparency = false;
        while (true)
        {
            if (png.Length - position < FrameLength || BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(position)) is var length && length > png.Length - position - FrameLength)
            {
                throw Refusal.Of(path, "its picture is cut off", "Take it from its source again.");
            }

            var chunk = png.AsSpan(position, FrameLength + (int)length);
            var type = chunk[4..8];
            if (BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]) != Crc32.HashToUInt32(chunk[4..^4]))
            {
                throw Refusal.Of(path, "its picture is damaged: a checksum does not hold", "Take it from its source again.");
            }

            if (type.SequenceEqual("acTL"u8))
            {
                throw Refusal.Of(path, "its picture is animated", "Save one of its pictures as 8-bit grey PNG.");
            }

            var isPalette = type.SequenceEqual("PLTE"u8);
            if (isPalette && hasPalette)
            {
                throw Refusal.Of(path, "its picture has two palettes", "Save it as 8-bit grey PNG.");
            }

            if (isPalette && header.Color == PngColor.Palette && length % 3 == 0 && length < 3 << header.BitDepth)
            {
                // Decoders make up the colours that a palette lacks; here they are all there.
                png = [.. png.AsSpan(0, position), .. Fill(chunk[8..^4], header.BitDepth), .. png.AsSpan(position + chunk.Length)];
                continue;
            }

            position += chunk.Length;
            hasPalette |= isPalette;
            if (IsKept(type))
            {
                // To the front, over what was left out.
                chunk.CopyTo(png.AsSpan(end));
                hasTransparency |= type.SequenceEqual("tRNS"u8);
                end += chunk.Length;
                if (png.AsSpan(end - 8, 4).SequenceEqual("IEND"u8))
                {
                    return png.AsSpan(0, end);
                }
            }
            else if ((type[0] & 0x20) == 0)
            {
                throw Refusal.Of(path, "its picture has a part that no PNG file has", "Save it as 8-bit grey PNG.");
            }
        }
    }

    /// <summary>A palette with all colours that pixels of so many bits can name.</summary>
    private static byte[] Fill(ReadOnlySpan<byte> palette, int bitDepth)
    {
        var chunk = new byte[FrameLength + (3 << bitDepth)];
        BinaryPrimitives.WriteInt32BigEndian(chunk, 3 << bitDepth);
        "PLTE"u8.CopyTo(chunk.AsSpan(4));
        var colors = chunk.AsSpan(8, 3 << bitDepth);
        for (var i = 0; i < colors.Length; i++)
        {
            colors[i] = i < palette.Length ? palette[i] : NoGrey[i % 3];
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + colors.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + colors.Length)));
        return chunk;
    }

    private static bool IsKept(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8);
}
