using System.Buffers.Binary;
using System.Text;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// The table directory of a font file (OpenType specification, "Organization of an OpenType Font"). Shapers do without a table that is missing or
/// damaged, and a Khmer font that lost its GSUB still draws letters, only the wrong ones. So a font is taken only if it is whole: every table lies within the
/// file and has the checksum that the directory states, and the directory has the one that <c>head</c> states. All of 436 fonts of many makers do.
/// </summary>
internal static class FontTables
{
    private const int HeaderLength = 12;
    private const int RecordLength = 16;
    private const int AdjustmentOffset = 8;
    private const uint Magic = 0xB1B0AFBA;
    private const uint TrueType = 0x00010000;
    private const uint AppleTrueType = 0x74727565;
    private const uint OpenTypeCff = 0x4F54544F;
    private const uint Collection = 0x74746366;

    /// <summary>What shaping and drawing read. What the others hold shows in no picture.</summary>
    private static readonly HashSet<string> Read = new(
        [
            "cmap", "head", "hhea", "hmtx", "maxp", "glyf", "loca", "CFF ", "CFF2", "GDEF", "GSUB", "GPOS", "kern", "kerx", "morx", "mort", "trak", "feat", "ankr",
            "ltag", "fvar", "avar", "gvar", "cvar", "HVAR", "VVAR", "MVAR", "vhea", "vmtx", "VORG",
        ],
        StringComparer.Ordinal);

    private static readonly string[] Required = ["cmap", "head", "hhea", "hmtx", "maxp"];

    /// <summary>Pictures in the place of outlines, in colours or as bitmaps.</summary>
    private static readonly HashSet<string> Pictures = new(["CBDT", "CBLC", "COLR", "CPAL", "EBDT", "EBLC", "EBSC", "SVG ", "bdat", "bloc", "sbix"], StringComparer.Ordinal);

    /// <summary>What is wrong with a font file, in a sentence or two; null where nothing is.</summary>
    public static string? FindFault(ReadOnlySpan<byte> file)
    {
        if (!TryFindDirectory(file, out var directory, out var count) || count == 0)
        {
            return $"The file is not a TrueType or OpenType font.{OtherFormats.HintOf(file)}";
        }

        if (directory + count * RecordLength > file.Length)
        {
            return "The file is cut off within its list of tables.";
        }

        var tags = new List<string>(count);
        var stated = Sum(file.Slice(directory - HeaderLength, HeaderLength + count * RecordLength));
        for (var i = 0; i < count; i++)
        {
            var record = new Record(file.Slice(directory + i * RecordLength, RecordLength));
            if (record.End > (ulong)file.Length)
            {
                return $"The file is cut off: its table '{record.Tag}' should reach to byte {record.End}, but the file has {file.Length}.";
            }

            if (tags.Count > 0 && string.CompareOrdinal(tags[^1], record.Tag) >= 0)
            {
                return $"The file's list of tables is damaged: '{record.Tag}' stands behind '{tags[^1]}'.";
            }

            if (Read.Contains(record.Tag) && SumOf(record, file) != record.Checksum)
            {
                return $"The file is damaged: its table '{record.Tag}' does not have the checksum that the file states for it.";
            }

            tags.Add(record.Tag);
            stated += record.Checksum;
        }

        if (FindMissing(tags) is { } missing)
        {
            return missing;
        }

        // In a collection the fonts share their tables, and the figure has no meaning. What lies between tables may have been counted.
        var head = Find(file, "head");
        return BinaryPrimitives.ReadUInt32BigEndian(file) != Collection && stated + AdjustmentOf(file[head]) != Magic && Sum(file) != Magic
            ? "The file is damaged: its list of tables does not have the checksum that the file states for it."
            : null;
    }

    /// <summary>Where a table lies in a file without faults; empty where it has none.</summary>
    public static Range Find(ReadOnlySpan<byte> file, string tag)
    {
        if (TryFindDirectory(file, out var directory, out var count))
        {
            for (var i = 0; i < count; i++)
            {
                var record = new Record(file.Slice(directory + i * RecordLength, RecordLength));
                if (record.Tag == tag)
                {
                    return (int)record.Offset..(int)record.End;
                }
            }
        }

        return 0..0;
    }

    /// <summary>
    /// Takes the pictures out of a font without faults: libraries would rather show those than the outlines, and would not agree on how large they are.
    /// </summary>
    public static void RemovePictures(Span<byte> file)
    {
        _ = TryFindDirectory(file, out var directory, out var count);
        for (var i = 0; i < count; i++)
        {
            var record = file.Slice(directory + i * RecordLength, RecordLength);
            if (Pictures.Contains(new Record(record).Tag))
            {
                record[12..].Clear();
            }
        }
    }

    private static bool TryFindDirectory(ReadOnlySpan<byte> file, out int directory, out int count)
    {
        (directory, count) = (0, 0);
        if (file.Length < HeaderLength + sizeof(uint))
        {
            return false;
        }

        // In a collection, the first font.
        var start = BinaryPrimitives.ReadUInt32BigEndian(file) == Collection ? BinaryPrimitives.ReadUInt32BigEndian(file[HeaderLength..]) : 0;
        if (start > (uint)(file.Length - HeaderLength)
            || BinaryPrimitives.ReadUInt32BigEndian(file[(int)start..]) is not (TrueType or AppleTrueType or OpenTypeCff))
        {
            return false;
        }

        (directory, count) = ((int)start + HeaderLength, BinaryPrimitives.ReadUInt16BigEndian(file[((int)start + 4)..]));
        return true;
    }

    private static string? FindMissing(List<string> tags)
    {
        var missing = Array.Find(Required, tag => !tags.Contains(tag));
        return missing is not null
            ? $"The file is damaged: it has no table '{missing}', without which no text can be shown."
            : (tags.Contains("glyf") && tags.Contains("loca")) || tags.Contains("CFF ") || tags.Contains("CFF2")
                ? null
                : "The font has no outlines ('glyf' and 'loca', or 'CFF '): fonts of bitmaps or of pictures in colours can't be shown.";
    }

    private static uint SumOf(in Record record, ReadOnlySpan<byte> file)
    {
        var table = file[(int)record.Offset..(int)record.End];
        return Sum(table) - (record.Tag == "head" ? AdjustmentOf(table) : 0);
    }

    // What makes the sum of the whole file come out right is left out of all other sums.
    private static uint AdjustmentOf(ReadOnlySpan<byte> head) =>
        head.Length >= AdjustmentOffset + sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(head[AdjustmentOffset..]) : 0;

    // Big-endian words, the last one filled up with zeros.
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            sum += (uint)bytes[i] << (24 - 8 * i);
        }

        return sum;
    }

    private readonly ref struct Record(ReadOnlySpan<byte> bytes)
    {
        /// <summary>The name; what is no letter of ASCII, as in a damaged one, is left out of it.</summary>
        public string Tag { get; } = new([.. Encoding.Latin1.GetString(bytes[..4]).Select(letter => letter is >= ' ' and <= '~' ? letter : '?')]);

        public uint Checksum { get; } = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);

        public uint Offset { get; } = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);

        public ulong End { get; } = (ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) + BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
    }
}
