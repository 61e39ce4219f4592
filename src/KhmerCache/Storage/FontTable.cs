using System.Runtime.InteropServices;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// A font of a segment that is laid out: its symbols, ranked by how often its images have them, and the sums over its images. Sorted in place: LINQ over structs
/// of ours would be compiled anew in each build that has a line to render, for longer than it works.
/// </summary>
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
        var (counts, masks) = (new Dictionary<PositionedGlyph, long>(), new HashSet<NeededMask>());
        foreach (var drafter in drafters)
        {
            Images += drafter.ImagesOf(font);
            EntrySum += drafter.EntrySumOf(font);
            if (drafter.SymbolsOf(font) is not { } symbols)
            {
                continue;
            }

            masks.UnionWith(symbols.Masks);
            for (var number = 0; number < symbols.Count; number++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, symbols.Symbols[number], out _) += symbols.Counts[number];
            }
        }

        Symbols = RankedByCount(counts);
        Masks = Ordered(masks);
        var ranks = new Dictionary<PositionedGlyph, int>(Symbols.Length);
        for (var rank = 0; rank < Symbols.Length; rank++)
        {
            ranks.Add(Symbols[rank], rank);
        }

        foreach (var drafter in drafters)
        {
            _ranks[drafter] = drafter.SymbolsOf(font) is { } symbols ? Array.ConvertAll(symbols.Symbols.ToArray(), symbol => ranks[symbol]) : [];
        }
    }

    // By their places: that sorts numbers, whose code is there.
    private static PositionedGlyph[] RankedByCount(Dictionary<PositionedGlyph, long> counts)
    {
        var (symbols, weights, ranks, next) = (new PositionedGlyph[counts.Count], new long[counts.Count], new int[counts.Count], 0);
        foreach (var (symbol, count) in counts)
        {
            (symbols[next], weights[next], ranks[next]) = (symbol, count, next);
            next++;
        }

        Array.Sort(ranks, (left, right) => weights[right].CompareTo(weights[left]) is var order && order != 0 ? order : symbols[left].CompareTo(symbols[right]));
        return Array.ConvertAll(ranks, rank => symbols[rank]);
    }

    private static NeededMask[] Ordered(HashSet<NeededMask> masks)
    {
        var (numbers, next) = (new int[masks.Count], 0);
        foreach (var mask in masks)
        {
            numbers[next++] = mask.Shrink << 16 | mask.Glyph;
        }

        Array.Sort(numbers);
        return Array.ConvertAll(numbers, number => new NeededMask((byte)(number >> 16), (ushort)number));
    }

    public Recipe Recipe { get; }

    public int Index { get; }

    public long Images { get; }

    public Hash128 EntrySum { get; }

    /// <summary>The symbols, frequent ones first, so that they take one byte each.</summary>
    public PositionedGlyph[] Symbols { get; }

    /// <summary>The masks that the images need, ordered.</summary>
    public NeededMask[] Masks { get; }

    public ulong Checksum => SegmentSchema.FontChecksum(Recipe, Symbols, Masks, Images, EntrySum);

    /// <summary>The place in <see cref="Symbols"/> of each symbol, by the number that a drafter gave it.</summary>
    public int[] RanksOf(LineDrafter drafter) => _ranks[drafter];
}
