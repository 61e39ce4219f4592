using System.Buffers;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A line's images in the form that a segment stores, ordered by font.</summary>
/// <param name="Fonts">The index of each image's font in the segment.</param>
/// <param name="Widths">The width of each image in pixels.</param>
/// <param name="Checksums">Over what each image decodes from.</param>
/// <param name="PayloadEnds">Where each image's payload ends in <paramref name="Payloads"/>.</param>
/// <param name="Payloads">The payloads, one after the other.</param>
internal sealed record EncodedLine(ushort[] Fonts, ushort[] Widths, uint[] Checksums, int[] PayloadEnds, byte[] Payloads)
{
    /// <summary>Encodes <paramref name="line"/>, and adds what its images are to <paramref name="entrySums"/>, by font.</summary>
    public static EncodedLine Create(LineEntry line, Dictionary<Recipe, FontTable> fonts, UInt128[] entrySums)
    {
        var count = line.Images.Count;
        var order = new (int Font, int Image)[count];
        var capacity = 0;
        for (var i = 0; i < count; i++)
        {
            order[i] = (fonts[line.Images[i].Recipe].Index, i);
            capacity += Payload.MaxLength(line.Images[i]);
        }

        Array.Sort(order);
        var encoded = new EncodedLine(new ushort[count], new ushort[count], new uint[count], new int[count], []);
        var buffer = ArrayPool<byte>.Shared.Rent(capacity);
        try
        {
            var length = 0;
            for (var i = 0; i < count; i++)
            {
                var image = line.Images[order[i].Image];
                var font = fonts[image.Recipe];
                var payload = buffer.AsSpan(length, Payload.Write(image, font.Ranks, buffer.AsSpan(length)));
                length += payload.Length;
                encoded.Fonts[i] = (ushort)font.Index;
                encoded.Widths[i] = checked((ushort)image.Width);
                encoded.Checksums[i] = SegmentSchema.ImageChecksum(payload, line.TextHash, font.Index, image.Width);
                encoded.PayloadEnds[i] = length;
                entrySums[font.Index] += EntryHash.Of(line.TextUtf8, image, font.Seed);
            }

            return encoded with { Payloads = buffer[..length] };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
