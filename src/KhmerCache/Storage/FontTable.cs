using System.Runtime.InteropServices;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A font while a segment is laid out: its symbols are counted, then ranked.</summary>
internal sealed class FontTable(Recipe recipe, int index)
{
    private readonly Dictionary<PositionedGlyph, int> _symbols = [];
    private readonly HashSet<NeededMask> _masks = [];
    private readonly HashSet<ushort> _firstSeenShrunk = [];

    public Recipe Recipe => recipe;

    public int Index => index;

    public long Seed { get; } = EntryHash.SeedOf(recipe);

    public long Images { get; private set; }

    public UInt128 EntrySum { get; set; }

    /// <summary>The symbols, frequent ones first, so that they take one byte each.</summary>
    public PositionedGlyph[] Symbols { get; private set; } = [];

    /// <summary>The masks that the images need, ordered.</summary>
    public NeededMask[] Masks { get; private set; } = [];

    /// <summary>The index of each symbol in <see cref="Symbols"/>.</summary>
    public Dictionary<PositionedGlyph, int> Ranks => _symbols;

    public ulong Checksum => SegmentSchema.FontChecksum(Recipe, Symbols, Masks, Images, EntrySum);

    public void Count(in ImageEntry image)
    {
        Images++;
        if (image.Pixels is not null)
        {
            return;
        }

        foreach (var glyph in image.Run.Glyphs)
        {
            // A symbol that is new may need a mask that is new; one that was seen before does only where the line is smaller.
            CollectionsMarshal.GetValueRefOrAddDefault(_symbols, glyph, out var seen)++;
            if (!seen || image.Run.Shrink > 0 || _firstSeenShrunk.Contains(glyph.Glyph))
            {
                _masks.Add(new NeededMask((byte)image.Run.Shrink, glyph.Glyph));
            }

            if (!seen && image.Run.Shrink > 0)
            {
                _firstSeenShrunk.Add(glyph.Glyph);
            }
        }
    }

    public void Rank()
    {
        Symbols = [.. _symbols.OrderByDescending(symbol => symbol.Value).ThenBy(symbol => symbol.Key).Select(symbol => symbol.Key)];
        Masks = [.. _masks.Order()];
        for (var i = 0; i < Symbols.Length; i++)
        {
            _symbols[Symbols[i]] = i;
        }
    }
}
