using System.Globalization;
using System.IO.Hashing;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

/// <summary>Compared with the framework's own 128-bit integers.</summary>
public class SummingHashes
{
    [Fact]
    public void A_hash_is_the_XxHash128_of_the_bytes()
    {
        var bytes = "ភាសាខ្មែរ"u8.ToArray();

        Assert.Equal(Hex(XxHash128.HashToUInt128(bytes)), Hash128.Of(bytes).ToString());
        Assert.Equal(Hex(XxHash128.HashToUInt128(bytes, 7)), Hash128.Of(bytes, 7).ToString());
    }

    [Fact]
    public void A_hash_of_what_was_appended_is_that_of_the_whole()
    {
        var hash = new XxHash128();
        hash.Append("ភាសា"u8);
        hash.Append("ខ្មែរ"u8);

        Assert.Equal(Hash128.Of("ភាសាខ្មែរ"u8), Hash128.Of(hash));
    }

    [Fact]
    public void Sums_and_differences_carry_from_half_to_half_and_wrap_around()
    {
        var random = new Random(17);
        UInt128[] values = [0, 1, ulong.MaxValue, (UInt128)ulong.MaxValue + 1, UInt128.MaxValue, .. Enumerable.Range(0, 100).Select(_ => Any(random))];
        foreach (var left in values)
        {
            foreach (var right in values)
            {
                Assert.Equal(Hex(unchecked(left + right)), (Hash128.Parse(Hex(left)) + Hash128.Parse(Hex(right))).ToString());
                Assert.Equal(Hex(unchecked(left - right)), (Hash128.Parse(Hex(left)) - Hash128.Parse(Hex(right))).ToString());
            }
        }
    }

    [Fact]
    public void Bytes_are_those_of_a_little_endian_integer()
    {
        var (bytes, expected) = (new byte[Hash128.Size], new byte[Hash128.Size]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(expected, XxHash128.HashToUInt128("ក"u8));

        Hash128.Of("ក"u8).WriteLittleEndian(bytes);

        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00112233445566778899aabbccddeef")]
    [InlineData("00112233445566778899aabbccddeeff0")]
    [InlineData("00112233445566778899aabbccddeefg")]
    [InlineData(" 0112233445566778899aabbccddeeff")]
    [InlineData("+0112233445566778899aabbccddeeff")]
    public void What_is_not_32_digits_is_no_hash(string text)
    {
        Assert.False(Hash128.TryParse(text, out _));
        Assert.Contains(text, Assert.Throws<FormatException>(() => Hash128.Parse(text)).Message, StringComparison.Ordinal);
    }

    private static UInt128 Any(Random random) => new((ulong)random.NextInt64() << 1, (ulong)random.NextInt64() * 3);

    private static string Hex(UInt128 value) => value.ToString("x32", CultureInfo.InvariantCulture);
}
