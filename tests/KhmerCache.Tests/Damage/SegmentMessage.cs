using System.Buffers.Binary;

namespace KhmerCache.Tests.Damage;

/// <summary>One of the messages that an Arrow file is made of: a flatbuffer, and the columns that it describes.</summary>
/// <param name="Name">Which one.</param>
/// <param name="LengthPlace">Where the length of the flatbuffer stands; the flatbuffer follows.</param>
/// <param name="MetadataLength">That length.</param>
/// <param name="BodyLength">The length of the columns, which follow the flatbuffer.</param>
internal sealed record SegmentMessage(string Name, int LengthPlace, int MetadataLength, int BodyLength)
{
    private const int Magic = 8;
    private const int BodyLengthField = 3;

    private static readonly string[] Names = ["schema", "dictionary", "record batch"];

    private int MetadataPlace => LengthPlace + sizeof(int);

    /// <summary>The messages of a sound segment; one of glyphs has no dictionary.</summary>
    public static List<SegmentMessage> Of(byte[] segment)
    {
        var messages = new List<SegmentMessage>();
        for (var place = Magic; Int32(segment, place + 4) is var length && length > 0;)
        {
            var message = new SegmentMessage("", place + 4, length, (int)BodyLengthOf(segment, place + 8));
            messages.Add(message);
            place += 8 + length + message.BodyLength;
        }

        return [.. messages.Select((message, index) => message with { Name = Names[messages.Count == 2 && index == 1 ? 2 : index] })];
    }

    /// <summary>A place in the flatbuffer for a number of some bytes, aligned to it.</summary>
    public int Place(Random random, int size) => MetadataPlace + random.Next(MetadataLength / size) * size;

    /// <summary>A place in the columns for 32 bits.</summary>
    public int BodyPlace(Random random) => MetadataPlace + MetadataLength + random.Next(BodyLength / sizeof(int)) * sizeof(int);

    private static long BodyLengthOf(byte[] bytes, int flatbuffer)
    {
        var table = flatbuffer + Int32(bytes, flatbuffer);
        var field = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(table - Int32(bytes, table) + 4 + 2 * BodyLengthField));
        return field == 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(table + field));
    }

    private static int Int32(byte[] bytes, int place) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(place));
}
