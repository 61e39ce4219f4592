namespace KhmerCache.Storage;

/// <summary>Unsigned integers in 7-bit groups, lowest first (LEB128); signed ones zigzag-coded before.</summary>
internal static class Varint
{
    public const int MaxLength = 5;

    public static int Write(Span<byte> destination, uint value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads a value and moves <paramref name="position"/> behind it; false where the bytes end or overflow.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out uint value)
    {
        value = 0;
        for (var shift = 0; shift < 35 && (uint)position < (uint)source.Length; shift += 7)
        {
            var next = source[position++];
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return shift < 28 || next < 0x10;
            }
        }

        return false;
    }

    public static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    public static int UnZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);
}
