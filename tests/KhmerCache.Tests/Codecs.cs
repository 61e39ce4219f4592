using KhmerCache.Glyphs;
using KhmerCache.Storage;

namespace KhmerCache.Tests;

/// <summary>The only place where property tests and tests of damage name what codes a run, composes it, lays out a segment and opens it.</summary>
internal static class Codecs
{
    /// <summary>The bytes of a run, without the one that names the codec, and the symbols that they count.</summary>
    public static byte[] Encode(in GlyphRun run, ReadOnlySpan<PositionedGlyph> symbols)
    {
        var ranks = new Dictionary<PositionedGlyph, int>(symbols.Length);
        for (var rank = 0; rank < symbols.Length; rank++)
        {
            ranks[symbols[rank]] = rank;
        }

        var bytes = new byte[GlyphRunCodec.MaxLength(run.Glyphs.Length)];
        return bytes[..GlyphRunCodec.Encode(run, ranks, bytes)];
    }

    public static bool TryDecode(ReadOnlySpan<byte> bytes, int width, ReadOnlySpan<PositionedGlyph> symbols, out GlyphRun run) =>
        GlyphRunCodec.TryDecode(bytes, width, symbols, out run);

    /// <summary>Draws a run's bytes as a reader does; false where they are refused.</summary>
    public static bool TryCompose(
        ReadOnlySpan<byte> bytes, Recipe recipe, PositionedGlyph[] symbols, GlyphAtlas atlas, int width, Span<byte> pixels)
    {
        var position = 0;
        return GlyphRunCodec.TryReadHeader(bytes, ref position, out var shrink, out var originX)
            && LineComposer.TryCompose(bytes, position, originX, new GlyphTable(recipe, shrink, symbols, atlas), width, pixels);
    }

    public static byte[] WriteLines(IReadOnlyCollection<LineEntry> lines) => LineSegmentWriter.Write(lines);

    /// <summary>All that a segment of lines gives back.</summary>
    public static LineEntry[] ReadLines(LineSegment segment) => [.. segment.ReadLines((_, _) => true)];

    /// <summary>Opens a segment of lines, whoever vouches for it.</summary>
    public static LineSegment OpenLines(string path) => LineSegment.Open(path);

    /// <summary>All intact masks of a segment, whoever vouches for it.</summary>
    public static IReadOnlyCollection<KeyValuePair<GlyphKey, GlyphMask>> ReadGlyphs(string path)
    {
        var segment = GlyphSegment.Open(path);
        return [.. Enumerable.Range(0, segment.Sizes.Length).SelectMany(size => segment.Read(size, out _))];
    }
}
