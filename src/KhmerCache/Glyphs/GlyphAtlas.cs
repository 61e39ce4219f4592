namespace KhmerCache.Glyphs;

/// <summary>
/// The masks of one font at one size, laid out for the blitter: the rows of a mask are padded with zeros to a multiple of 16 bytes, so that
/// a row is one or two vector operations whatever the glyph's width, and subtracting the padding changes nothing.
/// </summary>
internal sealed class GlyphAtlas
{
    /// <summary>The length that rows are padded to a multiple of.</summary>
    public const int RowAlignment = 16;

    private readonly Dictionary<ushort, int> _places;
    private readonly Place[] _masks;
    private readonly byte[] _coverage;

    /// <exception cref="KhmerCacheException">The masks take more than an array can hold, as no font's do.</exception>
    public GlyphAtlas(IReadOnlyList<KeyValuePair<ushort, GlyphMask>> masks)
    {
        _masks = new Place[masks.Count];
        _places = new Dictionary<ushort, int>(masks.Count);
        if (masks.Sum(mask => GlyphMask.CoverageLength(StrideOf(mask.Value), mask.Value.Height)) is var bytes && bytes > Array.MaxLength)
        {
            throw new KhmerCacheException(DiagnosticCodes.Damaged, $"The masks of a font take {bytes} bytes, more than those of any font do. {Storage.SegmentError.Remedy}");
        }

        var length = 0;
        for (var i = 0; i < masks.Count; i++)
        {
            var mask = masks[i].Value;
            var stride = StrideOf(mask);
            _masks[i] = new Place(length, mask.Left, mask.Top, mask.Width, mask.Height, stride);
            _places[masks[i].Key] = i;
            length += (int)GlyphMask.CoverageLength(stride, mask.Height);
        }

        _coverage = new byte[length];
        for (var i = 0; i < masks.Count; i++)
        {
            var (place, source) = (_masks[i], masks[i].Value.Coverage);
            for (var row = 0; row < FontScale.Phases * place.Height; row++)
            {
                source.AsSpan(row * place.Width, place.Width).CopyTo(_coverage.AsSpan(place.Offset + row * place.Stride));
            }
        }
    }

    /// <summary>All coverage; a mask's rows start at <see cref="Place.Offset"/>.</summary>
    public byte[] Coverage => _coverage;

    public ReadOnlySpan<Place> Masks => _masks;

    /// <summary>The index into <see cref="Masks"/>, or false where the glyph is not in the atlas.</summary>
    public bool TryFind(ushort glyph, out int index) => _places.TryGetValue(glyph, out index);

    private static int StrideOf(GlyphMask mask) => (mask.Width + RowAlignment - 1) / RowAlignment * RowAlignment;

    /// <summary>Where a mask lies: four phases, each of <paramref name="Height"/> rows of <paramref name="Stride"/> bytes.</summary>
    internal readonly record struct Place(int Offset, short Left, short Top, ushort Width, ushort Height, int Stride);
}
