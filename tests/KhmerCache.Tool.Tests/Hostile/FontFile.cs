using System.Buffers.Binary;
using System.Text;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>A font file as its tables, to be changed and written with right checksums: whatever is wrong with it then, it says so of itself.</summary>
internal sealed class FontFile
{
    private const int HeaderLength = 12;
    private const int RecordLength = 16;

    private readonly SortedDictionary<string, byte[]> _tables = new(StringComparer.Ordinal);

    /// <summary>The table of a tag; null removes it.</summary>
    public byte[]? this[string tag]
    {
        get => _tables.GetValueOrDefault(tag);
        set
        {
            _tables.Remove(tag);
            if (value is not null)
            {
                _tables[tag] = value;
            }
        }
    }

    /// <summary>Reads a sound font.</summary>
    public static FontFile Read(byte[] bytes)
    {
        var font = new FontFile();
        for (var record = HeaderLength; record < HeaderLength + RecordLength * BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4)); record += RecordLength)
        {
            var tag = Encoding.ASCII.GetString(bytes, record, 4);
            font[tag] = GlyfOutlines.TableOf(bytes, tag).ToArray();
        }

        return font;
    }

    /// <summary>The bytes of the file.</summary>
    /// <param name="at">Where in a larger file they will stand.</param>
    public byte[] Write(int at = 0)
    {
        if (this["head"] is { Length: >= 12 } head)
        {
            head.AsSpan(8, 4).Clear();
        }

        var directory = new BigEndian().Long(_tables.ContainsKey("CFF ") ? 0x4F54544F : 0x00010000).Words(_tables.Count, 0, 0, 0);
        var body = new BigEndian();
        foreach (var (tag, table) in _tables)
        {
            directory.Bytes(Encoding.ASCII.GetBytes(tag)).Long(BigEndian.Sum(table)).Long(at + HeaderLength + _tables.Count * RecordLength + body.Length).Long(table.Length);
            body.Bytes(table).Pad(4);
        }

        byte[] file = [.. directory.ToArray(), .. body.ToArray()];
        return at == 0 ? Seal(file) : file;
    }

    /// <summary>Makes all checksums right that can be.</summary>
    public static byte[] Seal(byte[] bytes)
    {
        var records = bytes.Length < HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4));
        var (head, sum) = (-1, 0u);
        for (var record = HeaderLength; record + RecordLength <= Math.Min(bytes.Length, HeaderLength + records * RecordLength); record += RecordLength)
        {
            var (offset, length) = (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(record + 8)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(record + 12)));
            if ((ulong)offset + length > (ulong)bytes.Length)
            {
                continue;
            }

            if (bytes.AsSpan(record, 4).SequenceEqual("head"u8) && length >= 12)
            {
                head = (int)offset + 8;
                bytes.AsSpan(head, 4).Clear();
            }

            var checksum = BigEndian.Sum(bytes.AsSpan((int)offset, (int)length));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(record + 4), checksum);
            sum += checksum;
        }

        if (head >= 0 && HeaderLength + records * RecordLength <= bytes.Length)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(head), 0xB1B0AFBA - sum - BigEndian.Sum(bytes.AsSpan(0, HeaderLength + records * RecordLength)));
        }

        return bytes;
    }
}
