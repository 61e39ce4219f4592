using System.Buffers.Binary;

namespace KhmerCache.Tests.Damage;

/// <summary>Damages the bytes of a segment: as disks and copies do it, and as somebody would who knows where its lengths and offsets are.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Bytes">What came of it.</param>
internal sealed record SegmentMutation(string Kind, byte[] Bytes)
{
    private static readonly long[] Extremes =
    [
        0, 1, 2, 7, 8, 64, 255, 256, 65_535, 65_536, 1 << 20, 1 << 24, 1 << 28, 1 << 30, int.MaxValue / 2, int.MaxValue - 7, int.MaxValue,
        (long)int.MaxValue + 1, uint.MaxValue, (long)uint.MaxValue + 1, 1L << 40, 1L << 62, long.MaxValue - 63, long.MaxValue, -1, -2, -8, -64, int.MinValue, long.MinValue,
    ];

    /// <summary>A mutation for each seed; the same seed gives the same one.</summary>
    /// <param name="sound">The segment.</param>
    /// <param name="other">Another one, to take blocks from.</param>
    /// <param name="seed">Which.</param>
    public static SegmentMutation Create(byte[] sound, byte[] other, int seed)
    {
        var random = new Random(seed);
        var bytes = sound.ToArray();
        var messages = SegmentMessage.Of(sound);
        switch (random.Next(12))
        {
            case 0:
                for (var flips = random.Next(1, 20); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return new("bits flipped", bytes);
            case 1:
                return new("cut", bytes[..random.Next(bytes.Length)]);
            case 2:
                var (start, length) = Range(random, bytes.Length);
                bytes.AsSpan(start, length).Clear();
                return new("zeroed", bytes);
            case 3:
                (start, length) = Range(random, bytes.Length);
                random.NextBytes(bytes.AsSpan(start, length));
                return new("random bytes", bytes);
            case 4:
                var source = random.Next(2) == 0 ? other : sound;
                length = random.Next(1, Math.Min(source.Length, bytes.Length) / 2);
                source.AsSpan(random.Next(source.Length - length), length).CopyTo(bytes.AsSpan(random.Next(bytes.Length - length)));
                return new("block of elsewhere", bytes);
            case 5:
                (start, length) = Range(random, bytes.Length);
                return random.Next(2) == 0
                    ? new("block left out", [.. bytes[..start], .. bytes[(start + length)..]])
                    : new("block doubled", [.. bytes[..(start + length)], .. bytes[start..]]);
            case 6:
                var message = messages[random.Next(messages.Count)];
                WriteInt64(bytes, message.Place(random, 8), Extreme(random));
                return new($"64 bits of the {message.Name}'s metadata", bytes);
            case 7:
                message = messages[random.Next(messages.Count)];
                WriteInt32(bytes, message.Place(random, 4), unchecked((int)(random.Next(3) == 0 ? random.Next(-200, 200) : Extreme(random))));
                return new($"32 bits of the {message.Name}'s metadata", bytes);
            case 8:
                // An offset of the flatbuffer that points at another of its tables, itself included.
                message = messages[random.Next(messages.Count)];
                var place = message.Place(random, 4);
                WriteInt32(bytes, place, message.Place(random, 4) - place);
                return new($"offset within the {message.Name}'s metadata", bytes);
            case 9:
                message = messages[random.Next(messages.Count)];
                WriteInt32(bytes, message.LengthPlace, unchecked((int)(random.Next(2) == 0 ? Extreme(random) : message.MetadataLength + random.Next(-64, 64))));
                return new($"length of the {message.Name}'s metadata", bytes);
            case 10:
                message = messages[random.Next(messages.Count)];
                WriteInt16(bytes, message.Place(random, 2), (short)random.Next(short.MinValue, short.MaxValue + 1));
                return new($"16 bits of the {message.Name}'s metadata", bytes);
            default:
                // Offsets of rows, lists and strings.
                message = messages[random.Next(1, messages.Count)];
                WriteInt32(bytes, message.BodyPlace(random), unchecked((int)Extreme(random)));
                return new($"32 bits of the {message.Name}'s body", bytes);
        }
    }

    private static (int Start, int Length) Range(Random random, int length)
    {
        var start = random.Next(length);
        return (start, random.Next(Math.Min(length - start, random.Next(2) == 0 ? 16 : length)) + 1);
    }

    private static long Extreme(Random random) => Extremes[random.Next(Extremes.Length)];

    private static void WriteInt64(byte[] bytes, int place, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(place), value);

    private static void WriteInt32(byte[] bytes, int place, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(place), value);

    private static void WriteInt16(byte[] bytes, int place, short value) => BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(place), value);
}
