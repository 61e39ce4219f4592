namespace KhmerCache.Storage;

/// <summary>A range of text hashes (<see cref="TextHash"/>), both ends in it.</summary>
/// <param name="First">The least.</param>
/// <param name="Last">The greatest.</param>
internal readonly record struct HashRange(ulong First, ulong Last)
{
    /// <summary>The hashes of all texts.</summary>
    public static HashRange All { get; } = new(ulong.MinValue, ulong.MaxValue);

    /// <summary>The hashes of no text.</summary>
    public static HashRange None { get; } = new(ulong.MaxValue, ulong.MinValue);

    public bool Holds(ulong hash) => hash >= First && hash <= Last;

    public bool Overlaps(HashRange other) => First <= other.Last && other.First <= Last;

    /// <summary>Which of <paramref name="count"/> equal ranges a hash lies in, from 0.</summary>
    public static int PlaceOf(ulong hash, int count) => (int)Math.BigMul(hash, (ulong)count, out _);

    /// <summary>One of <paramref name="count"/> equal ranges: all hashes that <see cref="PlaceOf"/> puts there.</summary>
    public static HashRange At(int place, int count) => new(StartOf(place, count), place + 1 == count ? ulong.MaxValue : StartOf(place + 1, count) - 1);

    private static ulong StartOf(int place, int count)
    {
        var (quotient, remainder) = UInt128.DivRem((UInt128)(uint)place << 64, (uint)count);
        return (ulong)quotient + (remainder == 0 ? 0UL : 1UL);
    }
}
