using KhmerCache.Glyphs;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using SkiaSharp;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>
/// The ink of a font's glyphs, drawn with room on all sides: without the boxes that layout and masks share, and that would hide what they cut off.
/// </summary>
internal sealed class RoomyGlyphs(FontFace font) : IDisposable
{
    private const int Room = 6;

    private readonly Dictionary<(int Size, ushort Glyph, int Phase), GlyphInk> _glyphs = [];
    private readonly SKFont _sized = new(font.Typeface, font.UnitsPerEm) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };

    /// <summary>A glyph's ink at a size in 1/64 px, moved to the right by quarter pixels.</summary>
    public GlyphInk InkOf(ushort glyph, int size, int phase)
    {
        if (!_glyphs.TryGetValue((size, glyph, phase), out var ink))
        {
            _glyphs[(size, glyph, phase)] = ink = Draw(glyph, size, phase);
        }

        return ink;
    }

    public void Dispose() => _sized.Dispose();

    private GlyphInk Draw(ushort glyph, int size, int phase)
    {
        using var path = _sized.GetGlyphPath(glyph);
        if (path is null || path.IsEmpty)
        {
            return GlyphInk.None;
        }

        // The box is that of the outline itself, not what the font says of it.
        var pixelsPerUnit = size / 64f / font.UnitsPerEm;
        var bounds = path.Bounds;
        var box = new GlyphBox(
            (int)MathF.Floor(bounds.Left * pixelsPerUnit) - Room,
            (int)MathF.Ceiling(-bounds.Top * pixelsPerUnit) + Room,
            (int)MathF.Ceiling(bounds.Right * pixelsPerUnit) + Room,
            (int)MathF.Floor(-bounds.Bottom * pixelsPerUnit) - Room);
        Assert.True(OutlineFiller.TryFill(OutlineFlattener.Flatten(path, FontScale.Create(size, font.UnitsPerEm), box), box.Width, box.Height, out var coverage));
        return GlyphInk.Trim(coverage.AsSpan(phase * box.Width * box.Height, box.Width * box.Height), box.Width, box.Left, -box.Top);
    }
}

/// <summary>Coverage without white around it.</summary>
/// <param name="Left">Columns from the pen's whole pixel.</param>
/// <param name="Top">Rows from the baseline, downwards.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Coverage">Row after row.</param>
internal sealed record GlyphInk(int Left, int Top, int Width, int Height, byte[] Coverage)
{
    public static GlyphInk None { get; } = new(0, 0, 0, 0, []);

    public static GlyphInk Trim(ReadOnlySpan<byte> pixels, int width, int left, int top)
    {
        var height = pixels.Length / width;
        var (x0, y0, x1, y1) = (width, height, 0, 0);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (pixels[y * width + x] != 0)
                {
                    (x0, y0, x1, y1) = (Math.Min(x0, x), Math.Min(y0, y), Math.Max(x1, x + 1), Math.Max(y1, y + 1));
                }
            }
        }

        if (x0 == 0 || y0 == 0 || x1 == width || y1 == height)
        {
            throw new InvalidOperationException("The room around a glyph is too small.");
        }

        if (x1 == 0)
        {
            return None;
        }

        var coverage = new byte[(x1 - x0) * (y1 - y0)];
        for (var y = y0; y < y1; y++)
        {
            pixels.Slice(y * width + x0, x1 - x0).CopyTo(coverage.AsSpan((y - y0) * (x1 - x0)));
        }

        return new GlyphInk(left + x0, top + y0, x1 - x0, y1 - y0, coverage);
    }
}
