using KhmerCache.Storage;

namespace KhmerCache.Glyphs;

/// <summary>
/// Glyph runs as bytes. A segment has a table of the symbols (glyph, advance, offsets) that its lines use in a font, the frequent ones first;
/// a run is then a list of indices into it, most of them one byte: <c>shrink, zigzag(origin x), symbol…</c>, all varints.
/// </summary>
internal static class GlyphRunCodec
{
    /// <summary>The most bytes that a run of <paramref name="glyphs"/> glyphs can take.</summary>
    public static int MaxLength(int glyphs) => (glyphs + 2) * Varint.MaxLength;

    public static int Encode(in GlyphRun run, Dictionary<PositionedGlyph, int> symbols, Span<byte> destination)
    {
        var length = Varint.Write(destination, (uint)run.Shrink);
        length += Varint.Write(destination[length..], Varint.ZigZag(run.OriginX));
        foreach (var glyph in run.Glyphs)
        {
            length += Varint.Write(destination[length..], (uint)symbols[glyph]);
        }

        return length;
    }

    /// <summary>Reads shrink and origin; false where they make no sense. The symbols follow at <paramref name="position"/>.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> source, ref int position, out int shrink, out int originX)
    {
        (shrink, originX) = (0, 0);
        if (!Varint.TryRead(source, ref position, out var first) || first > GlyphRun.MaxShrink || !Varint.TryRead(source, ref position, out var second))
        {
            return false;
        }

        (shrink, originX) = ((int)first, Varint.UnZigZag(second));
        return true;
    }

    /// <summary>The whole run; false where the bytes are not one.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, int width, ReadOnlySpan<PositionedGlyph> symbols, out GlyphRun run)
    {
        run = default;
        var position = 0;
        if (!TryReadHeader(source, ref position, out var shrink, out var originX))
        {
            return false;
        }

        var glyphs = new List<PositionedGlyph>(source.Length - position);
        while (position < source.Length)
        {
            if (!Varint.TryRead(source, ref position, out var symbol) || symbol >= (uint)symbols.Length)
            {
                return false;
            }

            glyphs.Add(symbols[(int)symbol]);
        }

        run = new GlyphRun(width, originX, shrink, [.. glyphs]);
        return true;
    }
}
