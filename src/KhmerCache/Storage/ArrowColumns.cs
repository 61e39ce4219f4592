using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace KhmerCache.Storage;

/// <summary>Plain arrays as Arrow columns, without builders in between: the segments' layouts are known beforehand.</summary>
internal static class ArrowColumns
{
    public static Int16Array Int16(short[] values) => new(BufferOf(values), ArrowBuffer.Empty, values.Length, 0, 0);

    public static Int32Array Int32(int[] values) => new(BufferOf(values), ArrowBuffer.Empty, values.Length, 0, 0);

    public static Int64Array Int64(long[] values) => new(BufferOf(values), ArrowBuffer.Empty, values.Length, 0, 0);

    public static UInt8Array UInt8(byte[] values) => new(BufferOf(values), ArrowBuffer.Empty, values.Length, 0, 0);

    public static UInt16Array UInt16(ushort[] values) => new(BufferOf(values), ArrowBuffer.Empty, values.Length, 0, 0);

    public static UInt64Array UInt64(ulong[] values) => new(BufferOf(values), ArrowBuffer.Empty, values.Length, 0, 0);

    public static StringArray Strings(string[] values)
    {
        var (offsets, bytes) = Concatenate(System.Array.ConvertAll(values, Encoding.UTF8.GetBytes));
        return new StringArray(values.Length, BufferOf(offsets), new ArrowBuffer(bytes), ArrowBuffer.Empty);
    }

    public static BinaryArray Binary(int[] offsets, ReadOnlyMemory<byte> bytes) =>
        new(BinaryType.Default, offsets.Length - 1, BufferOf(offsets), new ArrowBuffer(bytes), ArrowBuffer.Empty);

    public static StructArray Struct(StructType type, params IArrowArray[] fields) => new(type, fields[0].Length, fields, ArrowBuffer.Empty);

    /// <summary>Row i holds the values from <paramref name="offsets"/>[i] to <paramref name="offsets"/>[i + 1].</summary>
    public static ListArray List(ListType type, int[] offsets, IArrowArray values) =>
        new(type, offsets.Length - 1, BufferOf(offsets), values, ArrowBuffer.Empty);

    /// <summary>Where the rows of a list column start and end, from how many values each has.</summary>
    public static int[] Offsets<T>(IReadOnlyList<T> rows, Func<T, int> length)
    {
        var offsets = new int[rows.Count + 1];
        for (var i = 0; i < rows.Count; i++)
        {
            offsets[i + 1] = checked(offsets[i] + length(rows[i]));
        }

        return offsets;
    }

    public static (int[] Offsets, byte[] Bytes) Concatenate(IReadOnlyList<byte[]> values)
    {
        var offsets = Offsets(values, value => value.Length);
        var bytes = new byte[offsets[^1]];
        for (var i = 0; i < values.Count; i++)
        {
            values[i].CopyTo(bytes, offsets[i]);
        }

        return (offsets, bytes);
    }

    /// <summary>Writes a whole Arrow IPC file with one record batch.</summary>
    public static void WriteFile(Stream output, RecordBatch batch)
    {
        using var writer = new ArrowFileWriter(output, batch.Schema, leaveOpen: true);
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
    }

    /// <summary>Reads the one record batch of an Arrow IPC file, without copying: past its 8-byte magic, the file is a stream.</summary>
    public static RecordBatch ReadFile(ReadOnlyMemory<byte> file)
    {
        const int magic = 8;
        if (file.Length < magic || !file.Span[..6].SequenceEqual("ARROW1"u8))
        {
            throw new InvalidDataException("It is not an Arrow file.");
        }

        ArrowOutline.Check(file.Span[magic..]);
        using var reader = new ArrowStreamReader(file[magic..]);
        return reader.ReadNextRecordBatch() ?? throw new InvalidDataException("It has no record batch.");
    }

    /// <summary>
    /// A string of a column, with its bounds checked: <see cref="StringArray.GetString(int, Encoding)"/> reads wherever the offsets of a damaged file point.
    /// </summary>
    public static string StringAt(IArrowArray strings, int row) => Encoding.UTF8.GetString(((StringArray)strings).GetBytes(row));

    private static ArrowBuffer BufferOf<T>(T[] values)
        where T : unmanaged => new(MemoryMarshal.AsBytes<T>(values).ToArray());
}
