using System.Buffers.Binary;

namespace KhmerCache.Storage;

/// <summary>
/// A table of a <see href="https://flatbuffers.dev/internals/">flatbuffer</see>, read with all offsets checked: they lie within the buffer and lead
/// forward, as whoever writes one lays it out, so that nobody who follows them comes round again.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly int _start;
    private readonly ReadOnlySpan<byte> _fields;

    private FlatTable(ReadOnlySpan<byte> buffer, int start)
    {
        _buffer = buffer;
        _start = start;
        var fields = (long)start - Int32(start);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(At(fields, sizeof(ushort)));
        _fields = At(fields, length);
        Require(length >= 2 * sizeof(ushort));
    }

    /// <summary>The table that the whole buffer is.</summary>
    public static FlatTable Root(ReadOnlySpan<byte> buffer) => new FlatTable(buffer).Follow(0);

    // Not a table yet, only the buffer of one.
    private FlatTable(ReadOnlySpan<byte> buffer) => _buffer = buffer;

    public bool Has(int field) => OffsetOf(field) != 0;

    /// <summary>A byte; 0 where the field is left out.</summary>
    public byte Byte(int field) => Has(field) ? At(_start + OffsetOf(field), 1)[0] : (byte)0;

    /// <summary>A number of 64 bits; 0 where the field is left out.</summary>
    public long Int64(int field) => Has(field) ? BinaryPrimitives.ReadInt64LittleEndian(At(_start + OffsetOf(field), sizeof(long))) : 0;

    /// <summary>The table that a field refers to.</summary>
    public FlatTable Table(int field)
    {
        Require(Has(field));
        return Follow(_start + OffsetOf(field));
    }

    /// <summary>The elements of a vector, <paramref name="size"/> bytes each; none where the field is left out.</summary>
    public ReadOnlySpan<byte> Vector(int field, int size)
    {
        if (!Has(field))
        {
            return default;
        }

        var start = Target(_start + OffsetOf(field));
        var count = BinaryPrimitives.ReadUInt32LittleEndian(At(start, sizeof(uint)));
        Require(count <= int.MaxValue / (uint)size);
        return At(start + sizeof(uint), (int)count * size);
    }

    /// <summary>How many tables a vector has.</summary>
    public int CountTables(int field) => Vector(field, sizeof(int)).Length / sizeof(int);

    /// <summary>A table of a vector of tables.</summary>
    public FlatTable TableOf(int field, int index) => Follow(Target(_start + OffsetOf(field)) + sizeof(uint) + index * sizeof(int));

    /// <summary>Refuses the file unless <paramref name="holds"/>.</summary>
    /// <exception cref="InvalidDataException">It does not hold.</exception>
    public static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException("Its header is damaged.");
        }
    }

    private FlatTable Follow(long reference) => new(_buffer, Target(reference));

    private int Target(long reference)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(At(reference, sizeof(uint)));
        Require(offset > 0 && reference + offset < _buffer.Length);
        return (int)(reference + offset);
    }

    private int OffsetOf(int field)
    {
        var place = (2 + field) * sizeof(ushort);
        return place + sizeof(ushort) <= _fields.Length ? BinaryPrimitives.ReadUInt16LittleEndian(_fields[place..]) : 0;
    }

    private int Int32(long place) => BinaryPrimitives.ReadInt32LittleEndian(At(place, sizeof(int)));

    private ReadOnlySpan<byte> At(long place, int length)
    {
        Require(place >= 0 && length <= _buffer.Length - place);
        return _buffer.Slice((int)place, length);
    }
}
