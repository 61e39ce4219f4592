using Apache.Arrow;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A font of a segment: how its images are made, what its symbols mean, and how many images it has.</summary>
/// <param name="recipe">How the images are made.</param>
/// <param name="symbols">What the indices in the glyph runs stand for.</param>
/// <param name="masks">The masks that the images need.</param>
/// <param name="images">How many images of the segment are in this font.</param>
/// <param name="entrySum">The sum of <see cref="EntryHash"/> over them.</param>
internal sealed class SegmentFont(Recipe recipe, PositionedGlyph[] symbols, NeededMask[] masks, long images, UInt128 entrySum)
{
    private volatile GlyphTable? _table;

    public Recipe Recipe => recipe;

    public PositionedGlyph[] Symbols => symbols;

    public NeededMask[] Masks => masks;

    public long Images => images;

    public UInt128 EntrySum => entrySum;

    /// <summary>What the symbols mean at the font's full size, once a line was shown; the same whoever makes it.</summary>
    public GlyphTable? Table
    {
        get => _table;
        set => _table = value;
    }

    public static SegmentFont[] ReadAll(StructArray fonts)
    {
        var columns = fonts.Fields;
        var lists = (ListArray)columns[7];
        var symbols = (StructArray)lists.Values;
        var (glyphs, advances) = ((UInt16Array)symbols.Fields[0], (Int32Array)symbols.Fields[1]);
        var (xOffsets, yOffsets) = ((Int32Array)symbols.Fields[2], (Int32Array)symbols.Fields[3]);
        if (fonts.Length > ((UInt64Array)columns[11]).Values.Length)
        {
            throw new InvalidDataException("There are more fonts than rows of them.");
        }

        var read = new SegmentFont[fonts.Length];
        for (var i = 0; i < read.Length; i++)
        {
            var recipe = new Recipe(
                ArrowColumns.StringAt(columns[0], i),
                ((UInt16Array)columns[1]).Values[i],
                ArrowColumns.StringAt(columns[2], i),
                ((Int32Array)columns[3]).Values[i],
                ((Int32Array)columns[4]).Values[i],
                ((Int32Array)columns[5]).Values[i],
                ArrowColumns.StringAt(columns[6], i));
            var (start, end) = (lists.ValueOffsets[i], lists.ValueOffsets[i + 1]);
            if (start < 0 || start > end || end > symbols.Length)
            {
                throw new InvalidDataException("A font's symbols lie outside their column.");
            }

            var own = new PositionedGlyph[end - start];
            for (var symbol = start; symbol < end; symbol++)
            {
                own[symbol - start] = new PositionedGlyph(
                    glyphs.Values[symbol], advances.Values[symbol], xOffsets.Values[symbol], yOffsets.Values[symbol]);
            }

            var needed = ReadMasks((ListArray)columns[8], i);
            var images = ((Int64Array)columns[9]).Values[i];
            var sum = SegmentSchema.ParseHex(ArrowColumns.StringAt(columns[10], i));
            if (SegmentSchema.FontChecksum(recipe, own, needed, images, sum) != ((UInt64Array)columns[11]).Values[i]
                || recipe.ImageHeight == 0 || recipe.UnitsPerEm <= 0 || recipe.Baseline < 0 || recipe.Baseline > recipe.ImageHeight)
            {
                throw new InvalidDataException($"The checksum of its font '{recipe.FontPath}' does not hold.");
            }

            read[i] = new SegmentFont(recipe, own, needed, images, sum);
        }

        return read;
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
