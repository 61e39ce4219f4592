using System.Buffers.Binary;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// The tables that say how many glyphs a font has, how wide they are and where their outlines lie (OpenType specification, "maxp", "hmtx", "loca"). Libraries
/// guess where one of them is too short for another, and not all guess the same. All of 436 fonts of many makers are sound in this.
/// </summary>
internal static class GlyphTables
{
    private const int HeadLength = 54;
    private const int MaxpLength = 6;
    private const int HheaLength = 36;

    /// <summary>What is wrong with the tables of a file whose directory has no fault, in a sentence; null where nothing is.</summary>
    public static string? FindFault(ReadOnlySpan<byte> file)
    {
        var head = file[FontTables.Find(file, "head")];
        var maxp = file[FontTables.Find(file, "maxp")];
        var hhea = file[FontTables.Find(file, "hhea")];
        if (head.Length < HeadLength || maxp.Length < MaxpLength || hhea.Length < HheaLength)
        {
            return "The file is damaged: its table 'head', 'maxp' or 'hhea' is too short.";
        }

        var glyphs = Word(maxp, 4);
        var metrics = Word(hhea, 34);
        if (metrics == 0 || metrics > glyphs)
        {
            return $"The file is damaged: it has {glyphs} glyphs, but {metrics} widths.";
        }

        if (file[FontTables.Find(file, "hmtx")].Length < 4 * metrics + 2 * (glyphs - metrics))
        {
            return $"The file is damaged: its table 'hmtx' is too short for {glyphs} glyphs.";
        }

        var loca = file[FontTables.Find(file, "loca")];
        return loca.IsEmpty ? null : FindFault(loca, glyphs, Word(head, 50), file[FontTables.Find(file, "glyf")].Length);
    }

    private static string? FindFault(ReadOnlySpan<byte> loca, int glyphs, int format, int glyfLength)
    {
        var width = format == 0 ? sizeof(ushort) : sizeof(uint);
        if (format > 1 || loca.Length < (glyphs + 1) * width)
        {
            return $"The file is damaged: its table 'loca' is too short for {glyphs} glyphs.";
        }

        var last = 0L;
        for (var glyph = 0; glyph <= glyphs; glyph++)
        {
            var place = format == 0 ? 2L * Word(loca, 2 * glyph) : BinaryPrimitives.ReadUInt32BigEndian(loca[(4 * glyph)..]);
            if (place < last || place > glyfLength)
            {
                return $"The file is damaged: its table 'loca' has glyph {glyph} begin at byte {place} of the outlines, which is not between {last} and {glyfLength}.";
            }

            last = place;
        }

        return null;
    }

    private static ushort Word(ReadOnlySpan<byte> table, int place) => BinaryPrimitives.ReadUInt16BigEndian(table[place..]);
}
