using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Glyphs;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

public sealed class CodingGlyphRuns
{
    [Property(MaxTest = 300)]
    public Property Any_run_comes_back_as_it_was() => Prop.ForAll(Arb.From(AnyEntries.Run), run => RoundTrip(run, [.. run.Glyphs.Distinct()]));

    /// <summary>Indices of one, two and three bytes.</summary>
    [Property(MaxTest = 100)]
    public Property A_run_comes_back_whatever_the_size_of_the_table() => Prop.ForAll(
        Arb.From(from size in AnyEntries.TableSize from run in AnyEntries.RunOfTable(size) select (size, run)),
        given => RoundTrip(given.run, AnyEntries.Symbols.AsSpan(0, given.size)));

    [Property(MaxTest = 1000)]
    public void Any_number_comes_back_as_it_was_and_takes_as_many_bytes_as_it_needs(uint number, byte shift)
    {
        foreach (var value in new[] { number, number << shift % 32, uint.MaxValue >> shift % 32 })
        {
            var bytes = new byte[Varint.MaxLength];
            var length = Varint.Write(bytes, value);
            var position = 0;

            Assert.True(Varint.TryRead(bytes.AsSpan(0, length), ref position, out var read));
            Assert.Equal((value, length), (read, position));
            Assert.Equal(Math.Max(1, (38 - BitOperations.LeadingZeroCount(value)) / 7), length);
            Assert.Equal((int)value, Varint.UnZigZag(Varint.ZigZag((int)value)));

            position = 0;
            Assert.False(Varint.TryRead(bytes.AsSpan(0, length - 1), ref position, out _));
        }
    }

    [Fact]
    public void A_number_of_more_than_32_bits_is_refused()
    {
        var position = 0;

        Assert.False(Varint.TryRead([0xFF, 0xFF, 0xFF, 0xFF, 0x1F], ref position, out _));

        position = 0;
        Assert.False(Varint.TryRead([0x80, 0x80, 0x80, 0x80, 0x80, 0x00], ref position, out _));
    }

    [Property(MaxTest = 2000)]
    public void Bytes_that_are_no_run_are_refused_or_read_but_never_throw(byte[] bytes)
    {
        PositionedGlyph[] symbols = [new(1, 2, 3, 4), new(5, 6, 7, 8)];

        var read = Codecs.TryDecode(bytes, 100, symbols, out var run);

        Assert.True(!read || run.Glyphs.All(symbols.Contains));
        Assert.True(!read || run.Shrink is >= 0 and <= GlyphRun.MaxShrink);

        // What follows the bytes does not matter: nothing of it is read.
        foreach (var other in new byte[] { 0, 1, 0x80, 0xFF })
        {
            byte[] longer = [.. bytes, other, other, other];
            Assert.Equal(read, Codecs.TryDecode(longer.AsSpan(0, bytes.Length), 100, symbols, out var again));
            Assert.Equal(run.Glyphs, again.Glyphs);
        }
    }

    [Fact]
    public void A_symbol_beyond_the_table_is_refused() =>
        Assert.False(Codecs.TryDecode([0, 0, 2], 100, [default, default], out _));

    private static void RoundTrip(GlyphRun run, ReadOnlySpan<PositionedGlyph> symbols)
    {
        Assert.True(Codecs.TryDecode(Codecs.Encode(run, symbols), run.Width, symbols, out var decoded));
        Assert.Equal((run.Width, run.OriginX, run.Shrink), (decoded.Width, decoded.OriginX, decoded.Shrink));
        Assert.Equal(run.Glyphs, decoded.Glyphs);
    }
}
