using KhmerCache.Glyphs;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Which glyph masks the lines need, and the making of those that the cache lacks.</summary>
internal sealed class GlyphDemand(IReadOnlyList<LineStyle> styles)
{
    /// <summary>The most bytes of coverage of one font: a Khmer font at the greatest height has about a tenth.</summary>
    private const long MaxCoverage = 128 << 20;

    // A flag for each glyph of each font at its full size. Shrunk lines are few.
    private readonly bool[][] _fullSize = [.. styles.Select(_ => new bool[ushort.MaxValue + 1])];
    private readonly HashSet<(int Font, int Shrink, ushort Glyph)> _shrunk = [];

    /// <summary>Notes the masks that images in the font of this index need.</summary>
    public void Add(int font, IEnumerable<NeededMask> masks)
    {
        foreach (var mask in masks)
        {
            if (mask.Shrink == 0)
            {
                _fullSize[font][mask.Glyph] = true;
            }
            else
            {
                _shrunk.Add((font, mask.Shrink, mask.Glyph));
            }
        }
    }

    /// <summary>Rasterises what was noted and is not in <paramref name="store"/>, and adds it there.</summary>
    /// <param name="store">The masks that there are.</param>
    /// <param name="jobs">How many threads.</param>
    /// <param name="watchdog">Watches the drawing, which is to run under it.</param>
    /// <param name="findLine">What to say of a line that needs a glyph, in the font of an index; called only for such a glyph.</param>
    /// <exception cref="KhmerCacheException">A font is damaged.</exception>
    public KeyValuePair<GlyphKey, GlyphMask>[] RasterizeMissing(GlyphStore store, int jobs, Watchdog watchdog, Func<LineStyle, ushort, string> findLine)
    {
        var (wanted, drawn) = (new List<(LineStyle Style, GlyphKey Key)>(), store.Masks);
        for (var font = 0; font < styles.Count; font++)
        {
            for (var glyph = 0; glyph < _fullSize[font].Length; glyph++)
            {
                if (_fullSize[font][glyph])
                {
                    Want(font, shrink: 0, (ushort)glyph);
                }
            }
        }

        foreach (var (font, shrink, glyph) in _shrunk)
        {
            Want(font, shrink, glyph);
        }

        if (wanted.Count == 0)
        {
            return [];
        }

        CheckCoverage(wanted);
        var masks = new KeyValuePair<GlyphKey, GlyphMask>[wanted.Count];
        Parallel.For(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, (i, loop) =>
        {
            if (watchdog.HasGivenUp)
            {
                loop.Stop();
                return;
            }

            var (style, key) = wanted[i];
            using var step = watchdog.Begin(style.Font.Descriptor, key, _ => $"Drawing glyph {key.Glyph}{findLine(style, key.Glyph)}");
            masks[i] = new(key, GlyphRasterizer.Rasterize(style.Font, key.Glyph, key.Size));
        });

        store.Add(masks);
        return [.. masks.DistinctBy(mask => mask.Key)];

        static void CheckCoverage(List<(LineStyle Style, GlyphKey Key)> wanted)
        {
            foreach (var font in wanted.GroupBy(mask => mask.Style))
            {
                var coverage = font.Sum(mask => GlyphRasterizer.CoverageOf(mask.Style.Font, mask.Key.Glyph, mask.Key.Size));
                if (coverage > MaxCoverage)
                {
                    throw font.Key.Font.Fault($"Its glyphs would take {coverage >> 20} MB at a height of {font.Key.ImageHeight} px, which no sound font's do.");
                }
            }
        }

        void Want(int font, int shrink, ushort glyph)
        {
            var style = styles[font];
            var key = new GlyphKey(style.Font.Sha256, GlyphRasterizer.Version, (ushort)style.Recipe.ShrunkSize(shrink), glyph);
            if (!drawn.ContainsKey(key))
            {
                wanted.Add((style, key));
            }
        }
    }
}
