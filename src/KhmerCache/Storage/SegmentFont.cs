using Apache.Arrow;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// A font of a segment: how its images are made, what its symbols mean, and how many images it has. Symbols and masks are read when they are first asked for, since a
/// cache has many segments, and whoever opens it often shows few of them.
/// </summary>
internal sealed class SegmentFont
{
    private readonly Lazy<(PositionedGlyph[] Symbols, NeededMask[] Masks)> _tables;
    private volatile GlyphTable? _table;

    private SegmentFont(StructArray fonts, int row, string path)
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
        EntrySum = SegmentSchema.ParseHex(ArrowColumns.StringAt(columns[10], row));
        if (Recipe.ImageHeight == 0 || Recipe.UnitsPerEm <= 0 || Recipe.Baseline < 0 || Recipe.Baseline > Recipe.ImageHeight)
        {
            throw Fault();
        }

        _tables = new(() => ReadTables(columns, row, path));
    }

    /// <summary>How the images are made.</summary>
    public Recipe Recipe { get; }

    /// <summary>How many images of the segment are in this font.</summary>
    public long Images { get; }

    /// <summary>The sum of <see cref="EntryHash"/> over them.</summary>
    public UInt128 EntrySum { get; }

    /// <summary>What the indices in the glyph runs stand for.</summary>
    /// <exception cref="KhmerCacheException">The font's checksum does not hold.</exception>
    public PositionedGlyph[] Symbols => _tables.Value.Symbols;

    /// <summary>The masks that the images need.</summary>
    /// <exception cref="KhmerCacheException">The font's checksum does not hold.</exception>
    public NeededMask[] Masks => _tables.Value.Masks;

    /// <summary>What the symbols mean at the font's full size, once a line was shown; the same whoever makes it.</summary>
    public GlyphTable? Table
    {
        get => _table;
        set => _table = value;
    }

    /// <summary>The fonts of a segment.</summary>
    /// <exception cref="InvalidDataException">They make no sense.</exception>
    public static SegmentFont[] ReadAll(StructArray fonts, string path)
    {
        if (fonts.Length > ((UInt64Array)fonts.Fields[11]).Values.Length)
        {
            throw new InvalidDataException("There are more fonts than rows of them.");
        }

        var read = new SegmentFont[fonts.Length];
        for (var row = 0; row < read.Length; row++)
        {
            read[row] = new SegmentFont(fonts, row, path);
        }

        return read;
    }

    private (PositionedGlyph[] Symbols, NeededMask[] Masks) ReadTables(IReadOnlyList<IArrowArray> columns, int row, string path)
    {
        try
        {
            var symbols = ReadSymbols((ListArray)columns[7], row);
            var masks = ReadMasks((ListArray)columns[8], row);
            return SegmentSchema.FontChecksum(Recipe, symbols, masks, Images, EntrySum) == ((UInt64Array)columns[11]).Values[row]
                ? (symbols, masks)
                : throw Fault();
        }
        catch (Exception exception)
        {
            throw SegmentError.From(exception, path);
        }
    }

    private InvalidDataException Fault() => new($"The checksum of its font '{Recipe.FontPath}' does not hold.");

    private static PositionedGlyph[] ReadSymbols(ListArray lists, int font)
    {
        var rows = (StructArray)lists.Values;
        var (glyphs, advances) = ((UInt16Array)rows.Fields[0], (Int32Array)rows.Fields[1]);
        var (xOffsets, yOffsets) = ((Int32Array)rows.Fields[2], (Int32Array)rows.Fields[3]);
        var (start, end) = (lists.ValueOffsets[font], lists.ValueOffsets[font + 1]);
        if (start < 0 || start > end || end > rows.Length)
        {
            throw new InvalidDataException("A font's symbols lie outside their column.");
        }

        var symbols = new PositionedGlyph[end - start];
        for (var row = start; row < end; row++)
        {
            symbols[row - start] = new PositionedGlyph(glyphs.Values[row], advances.Values[row], xOffsets.Values[row], yOffsets.Values[row]);
        }

        return symbols;
    }

    private static NeededMask[] ReadMasks(ListArray lists, int font)
    {
        var rows = (StructArray)lists.Values;
        var (shrinks, glyphs) = ((UInt8Array)rows.Fields[0], (UInt16Array)rows.Fields[1]);
        var (start, end) = (lists.ValueOffsets[font], lists.ValueOffsets[font + 1]);
        if (start < 0 || start > end || end > rows.Length)
        {
            throw new InvalidDataException("A font's masks lie outside their column.");
        }

        var masks = new NeededMask[end - start];
        for (var row = start; row < end; row++)
        {
            masks[row - start] = new NeededMask(shrinks.Values[row], glyphs.Values[row]);
        }

        return masks;
    }
}
