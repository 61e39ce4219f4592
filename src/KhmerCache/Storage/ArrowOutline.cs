using System.Buffers.Binary;

namespace KhmerCache.Storage;

/// <summary>
/// Checks what an Arrow stream says about its own sizes, before its reader believes it: a damaged number made that reader take gigabytes for a file of
/// a few kilobytes. The tables and their fields are those of Message.fbs and Schema.fbs in the Arrow format.
/// </summary>
internal static class ArrowOutline
{
    /// <summary>More fields than any segment has, counted through all levels.</summary>
    private const int MaxFields = 256;

    private const uint Continuation = uint.MaxValue;

    /// <summary>The size of a FieldNode (length, null count) and of a Buffer (offset, length).</summary>
    private const int PairSize = 2 * sizeof(long);

    /// <summary>Checks all messages up to the first record batch, and that their columns lie in the file.</summary>
    /// <exception cref="InvalidDataException">A number can't be right.</exception>
    public static void Check(ReadOnlySpan<byte> stream)
    {
        for (var isRead = false; !isRead;)
        {
            FlatTable.Require(stream.Length >= 2 * sizeof(int) && BinaryPrimitives.ReadUInt32LittleEndian(stream) == Continuation);
            var length = BinaryPrimitives.ReadInt32LittleEndian(stream[sizeof(int)..]);
            stream = stream[(2 * sizeof(int))..];
            FlatTable.Require(length > 0 && length <= stream.Length);
            var message = FlatTable.Root(stream[..length]);
            stream = stream[length..];
            var body = message.Int64(field: 3);
            FlatTable.Require(body >= 0 && body <= stream.Length);
            isRead = CheckMessage(message, body);
            stream = stream[(int)body..];
        }
    }

    /// <summary>Checks a message; true for a record batch.</summary>
    private static bool CheckMessage(FlatTable message, long body)
    {
        var header = message.Table(field: 2);
        switch (message.Byte(field: 1))
        {
            case 1:
                var left = MaxFields;
                CheckFields(header, fields: 1, metadata: 2, ref left);
                return false;
            case 2:
                CheckColumns(header.Table(field: 1), body);
                return false;
            case 3:
                CheckColumns(header, body);
                return true;
            default:
                throw new InvalidDataException("Its header is damaged.");
        }
    }

    private static void CheckFields(FlatTable parent, int fields, int metadata, ref int left)
    {
        FlatTable.Require(parent.CountTables(metadata) <= MaxFields);
        var count = parent.CountTables(fields);
        left -= count;
        FlatTable.Require(left >= 0);
        for (var i = 0; i < count; i++)
        {
            CheckFields(parent.TableOf(fields, i), fields: 5, metadata: 6, ref left);
        }
    }

    private static void CheckColumns(FlatTable batch, long body)
    {
        // Compressed columns would be unpacked; a segment has none.
        FlatTable.Require(!batch.Has(field: 3) && batch.Vector(field: 4, sizeof(long)).IsEmpty && batch.Int64(field: 0) is >= 0 and <= int.MaxValue);
        foreach (var (length, nulls) in Pairs(batch.Vector(field: 1, PairSize)))
        {
            // A row takes at least a byte in each column.
            FlatTable.Require(length >= 0 && length <= body && nulls == 0);
        }

        foreach (var (offset, length) in Pairs(batch.Vector(field: 2, PairSize)))
        {
            FlatTable.Require(offset >= 0 && length >= 0 && offset <= body && length <= body - offset);
        }
    }

    private static (long First, long Second)[] Pairs(ReadOnlySpan<byte> bytes)
    {
        var pairs = new (long First, long Second)[bytes.Length / PairSize];
        for (var i = 0; i < pairs.Length; i++)
        {
            var pair = bytes[(i * PairSize)..];
            pairs[i] = (BinaryPrimitives.ReadInt64LittleEndian(pair), BinaryPrimitives.ReadInt64LittleEndian(pair[sizeof(long)..]));
        }

        return pairs;
    }
}
