using System.Buffers.Binary;

namespace KhmerCache.Datasets;

/// <summary>
/// Numbers that look random and are a pure function of what they are seeded with, on every machine and in every version of .NET:
/// SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
internal struct SeededRandom
{
    private ulong _state;

    public SeededRandom(long seed, int epoch, int index = 0)
    {
        _state = unchecked((ulong)seed);
        _state = NextUInt64() ^ (uint)epoch;
        _state = NextUInt64() ^ (uint)index;
    }

    /// <summary>One of several independent streams for the same sample, each for a purpose of its own; none is that of the constructor without a stream.</summary>
    public SeededRandom(long seed, int epoch, int index, uint stream)
        : this(seed, epoch, index) =>
        _state = NextUInt64() ^ stream;

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 up to, not including, <paramref name="bound"/>. The bias of the multiplication is below 2^-32.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>A number from 0 up to, not including, 1: a multiple of 2^-53, so exact on every machine.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Fills <paramref name="destination"/> with bytes, each from 0 to 255; the same ones on machines of either byte order.</summary>
    public void NextBytes(Span<byte> destination)
    {
        for (; destination.Length >= sizeof(ulong); destination = destination[sizeof(ulong)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, NextUInt64());
        }

        var rest = destination.IsEmpty ? 0 : NextUInt64();
        for (var i = 0; i < destination.Length; i++, rest >>= 8)
        {
            destination[i] = (byte)rest;
        }
    }
}
