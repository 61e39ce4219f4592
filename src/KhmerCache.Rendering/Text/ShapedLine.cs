using KhmerCache.Glyphs;

namespace KhmerCache.Rendering.Text;

/// <summary>A line as the shaper gave it: glyphs in visual order, and for each the UTF-16 code unit that it comes from.</summary>
internal sealed class ShapedLine
{
    private PositionedGlyph[] _glyphs = new PositionedGlyph[128];
    private int[] _clusters = new int[128];
    private int[] _yAdvances = new int[128];

    public int Count { get; private set; }

    public ReadOnlySpan<PositionedGlyph> Glyphs => _glyphs.AsSpan(0, Count);

    public ReadOnlySpan<int> Clusters => _clusters.AsSpan(0, Count);

    /// <summary>Vertical advances; zero throughout in horizontal scripts.</summary>
    public ReadOnlySpan<int> YAdvances => _yAdvances.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(in PositionedGlyph glyph, int cluster, int yAdvance)
    {
        if (Count == _glyphs.Length)
        {
            Array.Resize(ref _glyphs, 2 * Count);
            Array.Resize(ref _clusters, 2 * Count);
            Array.Resize(ref _yAdvances, 2 * Count);
        }

        _glyphs[Count] = glyph;
        _clusters[Count] = cluster;
        _yAdvances[Count] = yAdvance;
        Count++;
    }
}
