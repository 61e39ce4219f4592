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

    /// <summary>The file with the chunks IHDR, PLTE, tRNS, IDAT and IEND only.</summary>
    /// <param name="png">The file.</param>
    /// <param name="path">Where it is from, for messages.</param>
    /// <param name="hasTransparency">Whether there is a tRNS.</param>
    /// <exception cref="KhmerCacheException">It is cut off, damaged or animated.</exception>
    public static ReadOnlySpan<byte> Reduce(byte[] png, string path, out bool hasTransparency)
    {
        var (position, end) = (PngHeader.Signature.Length, PngHeader.Signature.Length);
        hasTransparency = false;
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

            position += chunk.Length;
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

    private static bool IsKept(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8);
}
