using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace KhmerCache.Storage;

/// <summary>
/// 128 bits of a hash, or of a sum of hashes. Not <see cref="UInt128"/>: how that is passed is not settled, so no method that has to do with one is compiled ahead, and
/// a build with one new line would wait for most of what writes a segment to be compiled.
/// </summary>
/// <param name="High">The upper half.</param>
/// <param name="Low">The lower half.</param>
internal readonly record struct Hash128(ulong High, ulong Low)
{
    /// <summary>The size of its bytes.</summary>
    public const int Size = 2 * sizeof(ulong);

    /// <summary>Modulo 2^128.</summary>
    public static Hash128 operator +(Hash128 left, Hash128 right)
    {
        var low = unchecked(left.Low + right.Low);
        return new Hash128(unchecked(left.High + right.High + (low < left.Low ? 1UL : 0)), low);
    }

    /// <summary>Modulo 2^128.</summary>
    public static Hash128 operator -(Hash128 left, Hash128 right) =>
        new(unchecked(left.High - right.High - (left.Low < right.Low ? 1UL : 0)), unchecked(left.Low - right.Low));

    /// <summary>The XxHash128 of bytes.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> bytes, long seed = 0)
    {
        Span<byte> hash = stackalloc byte[Size];
        XxHash128.Hash(bytes, hash, seed);
        return Read(hash);
    }

    /// <summary>The XxHash128 of what was appended.</summary>
    public static Hash128 Of(XxHash128 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        hash.GetCurrentHash(bytes);
        return Read(bytes);
    }

    /// <summary>Reads 32 hexadecimal digits.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static Hash128 Parse(string text) => TryParse(text, out var hash) ? hash : throw new FormatException($"'{text}' is not a hash of 32 hexadecimal digits.");

    /// <summary>Reads 32 hexadecimal digits; false where it is anything else.</summary>
    public static bool TryParse(string? text, out Hash128 hash)
    {
        var (high, low) = (0UL, 0UL);
        var isHash = text is { Length: 2 * Size } && TryParseHalf(text.AsSpan(0, Size), out high) && TryParseHalf(text.AsSpan(Size), out low);
        hash = isHash ? new Hash128(high, low) : default;
        return isHash;
    }

    /// <summary>Writes the lower half first, each of them little-endian.</summary>
    public void WriteLittleEndian(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], High);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => High.ToString("x16", CultureInfo.InvariantCulture) + Low.ToString("x16", CultureInfo.InvariantCulture);

    // As xxHash writes its canonical form.
    private static Hash128 Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    private static bool TryParseHalf(ReadOnlySpan<char> text, out ulong half) => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out half);
}
