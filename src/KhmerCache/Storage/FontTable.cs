using System.Runtime.InteropServices;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A font of a segment that is laid out: its symbols, ranked by how often its images have them, and the sums over its images.</summary>
internal sealed class FontTable
{
    private readonly Dictionary<LineDrafter, int[]> _ranks = [];

    /// <summary>Puts together what the drafters have seen of a font.</summary>
    /// <param name="recipe">How its images are made.</param>
    /// <param name="index">Its place among the fonts of the segment.</param>
    /// <param name="font">Its number in the drafts.</param>
    /// <param name="drafters">Who has drafted the segment's lines, and nothing else.</param>
    public FontTable(Recipe recipe, int index, int font, IReadOnlyCollection<LineDrafter> drafters)
    {
        (Recipe, Index) = (recipe, index);
        var counts = new Dictionary<PositionedGlyph, long>();
        foreach (var drafter in drafters)
        {
            Images += drafter.ImagesOf(font);
            EntrySum += drafter.EntrySumOf(font);
            for (var number = 0; drafter.SymbolsOf(font) is { } symbols && number < symbols.Count; number++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, symbols.Symbols[number], out _) += symbols.Counts[number];
            }
        }

        Symbols = [.. counts.OrderByDescending(symbol => symbol.Value).ThenBy(symbol => symbol.Key).Select(symbol => symbol.Key)];
        Masks = [.. drafters.SelectMany(drafter => drafter.SymbolsOf(font)?.Masks ?? []).Distinct().Order()];
        var ranks = Symbols.Select((symbol, rank) => (symbol, rank)).ToDictionary(pair => pair.symbol, pair => pair.rank);
        foreach (var drafter in drafters)
        {
            _ranks[drafter] = drafter.SymbolsOf(font) is { } symbols ? Array.ConvertAll(symbols.Symbols.ToArray(), symbol => ranks[symbol]) : [];
        }
    }

    public Recipe Recipe { get; }

    public int Index { get; }

    public long Images { get; }

    public UInt128 EntrySum { get; }

    /// <summary>The symbols, frequent ones first, so that they take one byte each.</summary>
    public PositionedGlyph[] Symbols { get; }

    /// <summary>The masks that the images need, ordered.</summary>
    public NeededMask[] Masks { get; }

    public ulong Checksum => SegmentSchema.FontChecksum(Recipe, Symbols, Masks, Images, EntrySum);

    /// <summary>The place in <see cref="Symbols"/> of each symbol, by the number that a drafter gave it.</summary>
    public int[] RanksOf(LineDrafter drafter) => _ranks[drafter];
}
