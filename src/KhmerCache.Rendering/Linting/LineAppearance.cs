using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KhmerCache.Glyphs;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Linting;

/// <summary>What a line looks like in a font, as a hash: the shapes of the glyphs with ink and where they stand, in font units from the first. Blanks and invisible glyphs count by the room they take.</summary>
internal static class LineAppearance
{
    /// <summary>The appearance.</summary>
    public static Hash128 Of(in GlyphRun run, FontFace font, GlyphShapes shapes) => Hash(run, font, shapes);

    /// <summary>Where the glyphs stand, whichever they are: what looks alike agrees in this, and nothing has to be drawn for it.</summary>
    public static Hash128 PlacesOf(in GlyphRun run, FontFace font) => Hash(run, font, shapes: null);

    private static Hash128 Hash(in GlyphRun run, FontFace font, GlyphShapes? shapes)
    {
        var hash = new XxHash128();
        Span<ulong> record = stackalloc ulong[3];
        var (pen, origin, isFirst) = (0L, 0L, true);
        foreach (ref readonly var glyph in run.Glyphs.AsSpan())
        {
            if (!font.ExtentsOf(glyph.Glyph).IsEmpty)
            {
                var x = pen + glyph.XOffset;
                (origin, isFirst) = (isFirst ? x : origin, false);
                (record[0], record[1], record[2]) = (shapes?[glyph.Glyph] ?? 0, (ulong)(x - origin), (ulong)glyph.YOffset);
                hash.Append(MemoryMarshal.AsBytes(record));
            }

            pen += glyph.XAdvance;
        }

        return Hash128.Of(hash);
    }
}
