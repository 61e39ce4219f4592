using System.Runtime.InteropServices;
using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>A font while a segment is laid out: its symbols are counted, then ranked.</summary>
internal sealed class FontTable(Recipe recipe, int index)
{
    private readonly Dictionary<PositionedGlyph, int> _symbols = [];

    public Recipe Recipe => recipe;

    public int Index => index;

    public long Seed { get; } = EntryHash.SeedOf(recipe);

    public long Images { get; private set; }

    public UInt128 EntrySum { get; set; }

    /// <summary>The symbols, frequent ones first, so that they take one byte each.</summary>
    public PositionedGlyph[] Symbols { get; private set; } = [];

    /// <summary>The index of each symbol in <see cref="Symbols"/>.</summary>
    public Dictionary<PositionedGlyph, int> Ranks => _symbols;

    public ulong Checksum => SegmentSchema.FontChecksum(Recipe, Symbols, Images, EntrySum);

    public void Count(in ImageEntry image)
    {
        Images++;
        if (image.Pixels is not null)
        {
            return;
        }

        foreach (var glyph in image.Run.Glyphs)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_symbols, glyph, out _)++;
        }
    }

    public void Rank()
    {
        Symbols = [.. _symbols.OrderByDescending(symbol => symbol.Value).ThenBy(symbol => symbol.Key).Select(symbol => symbol.Key)];
        for (var i = 0; i < Symbols.Length; i++)
        {
            _symbols[Symbols[i]] = i;
        }
    }
}
