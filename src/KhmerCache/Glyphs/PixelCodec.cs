namespace KhmerCache.Glyphs;

/// <summary>
/// Pictures that have no glyph run, losslessly: PackBits (TIFF 6.0, section 9) over each pixel's difference from its left neighbour.
/// Simple on purpose: these pictures are few, and the bytes must be the same on every machine, which no general compressor promises.
/// </summary>
internal static class PixelCodec
{
    /// <summary>The most pixels that a byte can stand for: a packet of two bytes fills 128.</summary>
    public const int MaxExpansion = 64;

    private const int MaxPacket = 128;

    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width)
    {
        var differences = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            differences[i] = (byte)(pixels[i] - (i % width == 0 ? 255 : pixels[i - 1]));
        }

        using var output = new MemoryStream();
        for (var i = 0; i < differences.Length;)
        {
            var run = RunLength(differences, i);
            if (run > 1)
            {
                output.WriteByte((byte)(257 - run));
                output.WriteByte(differences[i]);
                i += run;
                continue;
            }

            var literal = 1;
            while (literal < MaxPacket && i + literal < differences.Length && RunLength(differences, i + literal) < 3)
            {
                literal++;
            }

            output.WriteByte((byte)(literal - 1));
            output.Write(differences, i, literal);
            i += literal;
        }

        return output.ToArray();
    }

    /// <summary>Fills <paramref name="pixels"/>; false where the bytes are too few, too many or no packets.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, int width, Span<byte> pixels)
    {
        var (position, filled) = (0, 0);
        while (position < source.Length)
        {
            var header = source[position++];
            var count = header < MaxPacket ? header + 1 : 257 - header;
            var taken = header < MaxPacket ? count : 1;
            if (header == MaxPacket || position + taken > source.Length || filled + count > pixels.Length)
            {
                return false;
            }

            if (header < MaxPacket)
            {
                source.Slice(position, count).CopyTo(pixels[filled..]);
            }
            else
            {
                pixels.Slice(filled, count).Fill(source[position]);
            }

            position += taken;
            filled += count;
        }

        for (var i = 0; i < filled; i++)
        {
            pixels[i] += i % width == 0 ? (byte)255 : pixels[i - 1];
        }

        return filled == pixels.Length;
    }

    private static int RunLength(byte[] bytes, int start)
    {
        var end = start + 1;
        while (end < bytes.Length && end - start < MaxPacket && bytes[end] == bytes[start])
        {
            end++;
        }

        return end - start;
    }
}
