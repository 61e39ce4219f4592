using System.Buffers.Binary;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>Bytes in the order in which fonts have them.</summary>
internal sealed class BigEndian
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public BigEndian Words(params int[] values)
    {
        foreach (var value in values)
        {
            _bytes.AddRange([(byte)(value >> 8), (byte)value]);
        }

        return this;
    }

    public BigEndian Long(long value) => Words((int)(value >> 16), (int)value);

    public BigEndian Bytes(params ReadOnlySpan<byte> values)
    {
        _bytes.AddRange(values);
        return this;
    }

    public BigEndian Pad(int multiple)
    {
        while (_bytes.Count % multiple != 0)
        {
            _bytes.Add(0);
        }

        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    /// <summary>The sum of a stretch of a font file as its directory states it.</summary>
    public static uint Sum(ReadOnlySpan<byte> bytes)
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
}
