namespace KhmerCache.Glyphs;

/// <summary>
/// What a segment's symbols mean at one size: for each the pen's way in 2^-32 quarter pixels and the mask to blit. Made once
/// for a segment, font and size, so that decoding a line is additions and look-ups only.
/// </summary>
internal sealed class GlyphTable
{
    /// <summary>In place of a mask's index: the glyph has no ink.</summary>
    public const int NoInk = -1;

    /// <summary>In place of a mask's index: the atlas lacks the glyph.</summary>
    public const int NoMask = -2;

    private readonly Entry[] _entries;

    public GlyphTable(Recipe recipe, int shrink, ReadOnlySpan<PositionedGlyph> symbols, GlyphAtlas atlas)
    {
        Atlas = atlas;
        var scale = recipe.Scale(shrink);
        _entries = new Entry[symbols.Length];
        for (var i = 0; i < symbols.Length; i++)
        {
            var symbol = symbols[i];
            var mask = !atlas.TryFind(symbol.Glyph, out var found) ? NoMask : atlas.Masks[found].Width == 0 ? NoInk : found;
            _entries[i] = new Entry(
                scale.Fixed(symbol.XAdvance), scale.Fixed(symbol.XOffset), recipe.Baseline - scale.RoundToPixel(symbol.YOffset), mask);
            HasMissingMasks |= mask == NoMask;
        }
    }

    public GlyphAtlas Atlas { get; }

    public ReadOnlySpan<Entry> Entries => _entries;

    /// <summary>Whether the atlas lacks a glyph of the table. Lines that use it can't be shown.</summary>
    public bool HasMissingMasks { get; }

    /// <summary>A symbol: pen movement and offset in 2^-32 quarter pixels, the row of its baseline, and the index of its mask.</summary>
    internal readonly record struct Entry(long XAdvance, long XOffset, int BaselineRow, int Mask);
}
