using System.Buffers.Binary;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// The table directory of a font file (OpenType specification, "Organization of an OpenType Font"). Shapers do without a table that lies outside the
/// file, and a Khmer font that lost its GSUB still draws letters, only the wrong ones; so a font that was cut off is refused.
/// </summary>
internal static class FontTables
{
    private const int HeaderLength = 12;
    private const int RecordLength = 16;
    private const uint Collection = 0x74746366;

    /// <summary>Whether every table that the directory names lies within the file.</summary>
    public static bool AreComplete(ReadOnlySpan<byte> file)
    {
        // In a collection, the first font.
        var start = file.Length >= HeaderLength + 4 && BinaryPrimitives.ReadUInt32BigEndian(file) == Collection
            ? BinaryPrimitives.ReadUInt32BigEndian(file[HeaderLength..])
            : 0;
        if (start + HeaderLength > (uint)file.Length)
        {
            return false;
        }

        var tables = BinaryPrimitives.ReadUInt16BigEndian(file[((int)start + 4)..]);
        var directory = (int)start + HeaderLength;
        if (tables == 0 || directory + tables * RecordLength > file.Length)
        {
            return false;
        }

        for (var i = 0; i < tables; i++)
        {
            var record = file.Slice(directory + i * RecordLength, RecordLength);
            var end = (ulong)BinaryPrimitives.ReadUInt32BigEndian(record[8..]) + BinaryPrimitives.ReadUInt32BigEndian(record[12..]);
            if (end > (ulong)file.Length)
            {
                return false;
            }
        }

        return true;
    }
}
