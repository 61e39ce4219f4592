using System.Buffers;
using System.Buffers.Binary;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>Some lines in the form that a segment stores: a draft whose symbols have got their ranks.</summary>
internal sealed class EncodedLines
{
    private byte[] _payloads = [];
    private int _length;

    private EncodedLines(LineDraft draft)
    {
        Hashes = new ulong[draft.Lines];
        TextLengths = new int[draft.Lines];
        ImageCounts = new int[draft.Lines];
        Fonts = new ushort[draft.Images];
        Widths = new ushort[draft.Images];
        Checksums = new uint[draft.Images];
        PayloadLengths = new int[draft.Images];
    }

    public ulong[] Hashes { get; }

    public int[] TextLengths { get; }

    public int[] ImageCounts { get; }

    /// <summary>The index of each image's font in the segment.</summary>
    public ushort[] Fonts { get; }

    /// <summary>The width of each image in pixels.</summary>
    public ushort[] Widths { get; }

    /// <summary>Over what each image decodes from.</summary>
    public uint[] Checksums { get; }

    public int[] PayloadLengths { get; }

    /// <summary>The payloads, one after the other.</summary>
    public byte[] Payloads => _payloads;

    /// <summary>The texts, one after the other.</summary>
    public byte[] Texts { get; private set; } = [];

    /// <summary>Encodes a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="fonts">The segment's fonts by their number in the draft; null for those that no image has.</param>
    public static EncodedLines Of(LineDraft draft, FontTable?[] fonts)
    {
        var encoded = new EncodedLines(draft);
        var bytes = draft.TakeBytes();

        var payloads = ArrayPool<byte>.Shared.Rent(draft.MaxPayloads);
        var texts = ArrayPool<byte>.Shared.Rent(bytes.Length);
        encoded._payloads = payloads;
        encoded.Texts = texts[..encoded.Encode(draft, bytes, fonts, texts)];
        encoded._payloads = payloads[..encoded._length];
        ArrayPool<byte>.Shared.Return(texts);
        ArrayPool<byte>.Shared.Return(payloads);
        return encoded;
    }

    /// <summary>Encodes all lines, and returns the length of their texts.</summary>
    private int Encode(LineDraft draft, ReadOnlySpan<byte> bytes, FontTable?[] fonts, byte[] allTexts)
    {
        var ranks = Array.ConvertAll(fonts, font => font?.RanksOf(draft.Drafter));
        var (position, image, texts) = (0, 0, 0);
        for (var line = 0; line < draft.Lines; line++)
        {
            var header = bytes[position..];
            Hashes[line] = BinaryPrimitives.ReadUInt64LittleEndian(header);
            var textLength = TextLengths[line] = BinaryPrimitives.ReadInt32LittleEndian(header[sizeof(ulong)..]);
            var images = ImageCounts[line] = BinaryPrimitives.ReadInt32LittleEndian(header[(sizeof(ulong) + sizeof(int))..]);
            header.Slice(LineDrafter.HeaderLength, textLength).CopyTo(allTexts.AsSpan(texts));
            texts += textLength;
            position += LineDrafter.HeaderLength + textLength;
            for (var end = image + images; image < end; image++)
            {
                var font = (int)Read(bytes, ref position);
                Add(image, bytes, ref position, fonts[font]!.Index, Hashes[line], ranks[font]!);
            }
        }

        return texts;
    }

    private void Add(int image, ReadOnlySpan<byte> draft, ref int position, int font, ulong textHash, int[] ranks)
    {
        var start = _length;
        var width = (int)Read(draft, ref position);
        var codec = (byte)Read(draft, ref position);
        _payloads[_length++] = codec;
        if (codec == Payload.Run)
        {
            Append(Read(draft, ref position));
            Append(Read(draft, ref position));
            for (var glyphs = Read(draft, ref position); glyphs > 0; glyphs--)
            {
                Append((uint)ranks[Read(draft, ref position)]);
            }
        }
        else
        {
            var length = (int)Read(draft, ref position);
            draft.Slice(position, length).CopyTo(_payloads.AsSpan(_length));
            (position, _length) = (position + length, _length + length);
        }

        Fonts[image] = (ushort)font;
        Widths[image] = checked((ushort)width);
        PayloadLengths[image] = _length - start;
        Checksums[image] = SegmentSchema.ImageChecksum(_payloads.AsSpan(start.._length), textHash, font, width);
    }

    private void Append(uint value) => _length += Varint.Write(_payloads.AsSpan(_length), value);

    private static uint Read(ReadOnlySpan<byte> draft, ref int position) =>
        Varint.TryRead(draft, ref position, out var value) ? value : throw new InvalidOperationException("A draft ends before its last line.");
}
