using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Glyphs;
using Xunit;

namespace KhmerCache.Tests;

public sealed class CodingGlyphRuns
{
    [Property(MaxTest = 300)]
    public Property Any_run_comes_back_as_it_was() => Prop.ForAll(Runs(), run =>
    {
        PositionedGlyph[] symbols = [.. run.Glyphs.Distinct()];
        var ranks = symbols.Select((symbol, rank) => (symbol, rank)).ToDictionary(pair => pair.symbol, pair => pair.rank);
        var bytes = new byte[GlyphRunCodec.MaxLength(run.Glyphs.Length)];

        var length = GlyphRunCodec.Encode(run, ranks, bytes);

        Assert.True(GlyphRunCodec.TryDecode(bytes.AsSpan(0, length), run.Width, symbols, out var decoded));
        Assert.Equal((run.Width, run.OriginX, run.Shrink), (decoded.Width, decoded.OriginX, decoded.Shrink));
        Assert.Equal(run.Glyphs, decoded.Glyphs);
    });

    [Property(MaxTest = 2000)]
    public void Bytes_that_are_no_run_are_refused_or_read_but_never_throw(byte[] bytes)
    {
        PositionedGlyph[] symbols = [new(1, 2, 3, 4), new(5, 6, 7, 8)];

        var read = GlyphRunCodec.TryDecode(bytes, 100, symbols, out var run);

        Assert.True(!read || run.Glyphs.All(symbols.Contains));
    }

    [Fact]
    public void A_symbol_beyond_the_table_is_refused() =>
        Assert.False(GlyphRunCodec.TryDecode([0, 0, 2], 100, [default, default], out _));

    private static Arbitrary<GlyphRun> Runs()
    {
        var glyph =
            from id in Gen.Choose(0, ushort.MaxValue)
            from advance in Gen.Choose(-40000, 40000)
            from x in Gen.OneOf(Gen.Constant(0), Gen.Choose(int.MinValue, int.MaxValue))
            from y in Gen.Choose(-5000, 5000)
            select new PositionedGlyph((ushort)id, advance, x, y);
        return Arb.From(
            from glyphs in Gen.OneOf(Gen.ArrayOf(glyph), Gen.ArrayOf(glyph, 300))
            from width in Gen.Choose(1, ushort.MaxValue)
            from origin in Gen.Choose(-70000, 70000)
            from shrink in Gen.Choose(0, GlyphRun.MaxShrink)
            select new GlyphRun(width, origin, shrink, glyphs));
    }
}
