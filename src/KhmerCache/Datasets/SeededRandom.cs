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

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 up to, not including, <paramref name="bound"/>. The bias of the multiplication is below 2^-32.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
}
