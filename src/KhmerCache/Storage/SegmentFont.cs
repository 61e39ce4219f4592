using Apache.Arrow;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// A font of a segment: how its images are made, what its symbols mean, and how many images it has. Symbols and masks are checked at once and taken out when they are
/// first asked for: a cache has many segments, and whoever opens it often shows few of them.
/// </summary>
internal sealed class SegmentFont
{
    private readonly Lazy<PositionedGlyph[]> _symbols;
    private readonly Lazy<NeededMask[]> _masks;
    private volatile GlyphTable? _table;

    private SegmentFont(StructArray fonts, int row)
    {
        var columns = fonts.Fields;
        Recipe = new Recipe(
            ArrowColumns.StringAt(columns[0], row),
            ((UInt16Array)columns[1]).Values[row],
            ArrowColumns.StringAt(columns[2], row),
            ((Int32Array)columns[3]).Values[row],
            ((Int32Array)columns[4]).Values[row],
            ((Int32Array)columns[5]).Values[row],
            ArrowColumns.StringAt(columns[6], row));
        Images = ((Int64Array)columns[9]).Values[row];
        EntrySum = Hash128.Parse(ArrowColumns.StringAt(columns[10], row));
        var (symbols, masks) = (((ListArray)columns[7], row), ((ListArray)columns[8], row));
        if (SegmentSchema.FontChecksum(Recipe, ReadSymbols(symbols), ReadMasks(masks), Images, EntrySum) != ((UInt64Array)columns[11]).Values[row]
            || Recipe.ImageHeight == 0 || Recipe.UnitsPerEm <= 0 || Recipe.Baseline < 0 || Recipe.Baseline > Recipe.ImageHeight)
        {
            throw new InvalidDataException($"The checksum of its font '{Recipe.FontPath}' does not hold.");
        }

        _symbols = new(() => ReadSymbols(symbols).ToArray());
        _masks = new(() => ReadMasks(masks).ToArray());
    }

    /// <summary>How the images are made.</summary>
    public Recipe Recipe { get; }

    /// <summary>How many images of the segment are in this font.</summary>
    public long Images { get; }

    /// <summary>The sum of <see cref="EntryHash"/> over them.</summary>
    public Hash128 EntrySum { get; }

    /// <summary>What the indices in the glyph runs stand for.</summary>
    public PositionedGlyph[] Symbols => _symbols.Value;

    /// <summary>The masks that the images need.</summary>
    public NeededMask[] Masks => _masks.Value;

    /// <summary>What the symbols mean at the font's full size, once a line was shown; the same whoever makes it.</summary>
    public GlyphTable? Table
    {
        get => _table;
        set => _table = value;
    }

    /// <summary>Takes symbols and masks out at once, so that the font outlives the mapping that it was read from.</summary>
    public void Detach() => _ = (Symbols, Masks);

    /// <summary>The fonts of a segment.</summary>
    /// <exception cref="InvalidDataException">They make no sense.</exception>
    public static SegmentFont[] ReadAll(StructArray fonts)
    {
        if (fonts.Length > ((UInt64Array)fonts.Fields[11]).Values.Length)
        {
            throw new InvalidDataException("There are more fonts than rows of them.");
        }

        var read = new SegmentFont[fonts.Length];
        for (var row = 0; row < read.Length; row++)
        {
            read[row] = new SegmentFont(fonts, row);
        }

        return read;
    }

    /// <summary>The symbols of a font, in memory that the next call of any of these uses again.</summary>
    private static ReadOnlySpan<PositionedGlyph> ReadSymbols((ListArray Lists, int Font) list)
    {
        var rows = (StructArray)list.Lists.Values;
        var (start, count) = RangeOf(list, rows);
        var glyphs = ((UInt16Array)rows.Fields[0]).Values.Slice(start, count);
        var advances = ((Int32Array)rows.Fields[1]).Values.Slice(start, count);
        var xOffsets = ((Int32Array)rows.Fields[2]).Values.Slice(start, count);
        var yOffsets = ((Int32Array)rows.Fields[3]).Values.Slice(start, count);
        var symbols = Scratch<PositionedGlyph>.Rent(count);
        for (var row = 0; row < symbols.Length; row++)
        {
            symbols[row] = new PositionedGlyph(glyphs[row], advances[row], xOffsets[row], yOffsets[row]);
        }

        return symbols;
    }

    private static ReadOnlySpan<NeededMask> ReadMasks((ListArray Lists, int Font) list)
    {
        var rows = (StructArray)list.Lists.Values;
        var (start, count) = RangeOf(list, rows);
        var shrinks = ((UInt8Array)rows.Fields[0]).Values.Slice(start, count);
        var glyphs = ((UInt16Array)rows.Fields[1]).Values.Slice(start, count);
        var masks = Scratch<NeededMask>.Rent(count);
        for (var row = 0; row < masks.Length; row++)
        {
            masks[row] = new NeededMask(shrinks[row], glyphs[row]);
        }

        return masks;
    }

    private static (int Start, int Count) RangeOf((ListArray Lists, int Font) list, StructArray rows)
    {
        var (start, end) = (list.Lists.ValueOffsets[list.Font], list.Lists.ValueOffsets[list.Font + 1]);
        return start >= 0 && start <= end && end <= rows.Length
            ? (start, end - start)
            : throw new InvalidDataException("A font's symbols or masks lie outside their column.");
    }

    /// <summary>Memory for a moment: a font has thousands of symbols, a cache hundreds of fonts in its segments.</summary>
    private static class Scratch<T>
    {
        [ThreadStatic]
        private static T[]? _memory;

        public static Span<T> Rent(int count)
        {
            if (_memory is null || _memory.Length < count)
            {
                _memory = new T[Math.Max(count, 256)];
            }

            return _memory.AsSpan(0, count);
        }
    }
}
