using KhmerCache.Glyphs;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using SkiaSharp;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>A pixel per font unit, and a box of 8 × 6 pixels with its lower left corner at the origin.</summary>
public sealed class FillingOutlines
{
    private const int Width = 8;
    private const int Height = 6;

    private static readonly FontScale PixelPerUnit = FontScale.Create(size: 64 * 1000, unitsPerEm: 1000);

    [Fact]
    public void A_pixel_is_as_dark_as_the_part_of_it_that_is_covered()
    {
        using var path = Path("M 1.5 -4.5 H 3.25 V -2.25 H 1.5 Z");

        Assert.Equal(
        [
            0, 0, 0, 0, 0, 0, 0, 0,
            0, 64, 128, 32, 0, 0, 0, 0,
            0, 128, 255, 64, 0, 0, 0, 0,
            0, 96, 191, 48, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0,
        ],
        Fill(path)[..(Width * Height)]);
    }

    [Fact]
    public void Each_phase_is_a_quarter_of_a_pixel_further_to_the_right()
    {
        using var path = Path("M 1 -3 H 2 V -2 H 1 Z");
        var coverage = Fill(path);

        for (var phase = 0; phase < FontScale.Phases; phase++)
        {
            var row = coverage.AsSpan((phase * Height + 3) * Width, Width).ToArray();
            Assert.Equal([0, (byte)Math.Round(255 * (4 - phase) / 4.0), (byte)Math.Round(255 * phase / 4.0), 0, 0, 0, 0, 0], row);
        }
    }

    /// <summary>Adding up the areas of contours, as the fast way to fill does, makes pixels too dark or too light where the contours overlap.</summary>
    [Theory]
    [InlineData("M 1.5 -4 H 4.5 V -2 H 1.5 Z M 1.5 -4 H 4.5 V -2 H 1.5 Z")]
    [InlineData("M 1.5 -4 H 4.5 V -2 H 1.5 Z M 2 -4 H 4.5 V -2 H 2 Z")]
    [InlineData("M 1.5 -4 H 4.5 V -2 H 1.5 Z M 4.5 -4 V -2 H 4.25 V -4 Z M 1.5 -4 H 4.5 V -2 H 1.5 Z")]
    public void What_several_contours_cover_counts_once(string overlapping)
    {
        using var once = Path("M 1.5 -4 H 4.5 V -2 H 1.5 Z");
        using var several = Path(overlapping);

        Assert.Equal(Fill(once), Fill(several));
    }

    [Fact]
    public void A_contour_that_runs_the_other_way_is_a_hole()
    {
        using var path = Path("M 1 -5 H 6 V -1 H 1 Z M 3 -4 V -2 H 5 V -4 Z");

        Assert.Equal([0, 255, 255, 0, 0, 255, 0, 0], Fill(path).AsSpan(2 * Width, Width).ToArray());
    }

    [Theory]
    [InlineData("M 0.5 -3 C 0.5 -4.3807 1.6193 -5.5 3 -5.5 C 4.3807 -5.5 5.5 -4.3807 5.5 -3 C 5.5 -1.6193 4.3807 -0.5 3 -0.5 C 1.6193 -0.5 0.5 -1.6193 0.5 -3 Z", 19.635)]
    [InlineData("M 1 -1 Q 3 -7 5 -1 Z", 8)]
    public void Curves_have_the_area_that_they_enclose(string curve, double area)
    {
        using var path = Path(curve);

        Assert.InRange(Fill(path)[..(Width * Height)].Sum(ink => ink / 255.0), area - 0.03, area + 0.03);
    }

    [Fact]
    public void What_leaves_the_box_is_cut_off()
    {
        using var path = Path("M -900000 -900000 H 900000 V 900000 H -900000 Z");

        Assert.All(Fill(path)[..(Width * Height)], ink => Assert.Equal(255, ink));
    }

    // SkiaSharp draws the same outlines sixteen times as large, with room on all sides; the mean of 16 × 16 pixels is what a pixel should be.
    [Fact]
    public void Every_glyph_of_every_font_is_what_a_much_finer_picture_of_it_shows()
    {
        var (sum, count) = (0.0, 0L);
        foreach (var descriptor in Repository.Fonts)
        {
            using var font = FontFace.Open(descriptor);
            using var sized = new SKFont(font.Typeface, font.UnitsPerEm) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };
            var size = LineStyle.Create(font, 32).Recipe.FontSize;
            for (ushort glyph = 1; glyph < font.GlyphCount; glyph += 3)
            {
                var mask = GlyphRasterizer.Rasterize(font, glyph, size);
                var expected = DrawFinely(sized, glyph, mask, size / 64f / font.UnitsPerEm);
                for (var i = 0; i < expected.Length; i++)
                {
                    Assert.InRange(mask.Coverage[i] - expected[i], -8, 8);
                    (sum, count) = (sum + Math.Abs(mask.Coverage[i] - expected[i]), count + (mask.Coverage[i] > 0 ? 1 : 0));
                }
            }
        }

        Assert.InRange(sum / count, 0, 0.75);
    }

    private static SKPath Path(string svg) => SKPath.ParseSvgPathData(svg);

    private static byte[] Fill(SKPath path)
    {
        var box = new GlyphBox(0, Height, Width, 0);
        Assert.True(OutlineFiller.TryFill(OutlineFlattener.Flatten(path, PixelPerUnit, box), box.Width, box.Height, out var coverage));
        return coverage;
    }

    private static double[] DrawFinely(SKFont font, ushort glyph, GlyphMask mask, float scale)
    {
        const int times = 16;
        const int room = 2;
        var (width, height) = (mask.Width + 2 * room, mask.Height + 2 * room);
        using var path = font.GetGlyphPath(glyph);
        if (path is null || mask.Width == 0)
        {
            return [];
        }

        using var paint = new SKPaint { IsAntialias = true };
        using var bitmap = new SKBitmap(new SKImageInfo(width * times, height * times, SKColorType.Alpha8, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.SetMatrix(new SKMatrix(scale * times, 0, (room - mask.Left) * times, 0, scale * times, (room + mask.Top) * times, 0, 0, 1));
        canvas.DrawPath(path, paint);
        var fine = bitmap.GetPixelSpan();
        var means = new double[width * height];
        for (var y = 0; y < height * times; y++)
        {
            for (var x = 0; x < width * times; x++)
            {
                means[y / times * width + x / times] += fine[y * bitmap.RowBytes + x] / (double)(times * times);
            }
        }

        // No ink outside the mask's box, which comes from what the font states.
        var inside = Enumerable.Range(0, mask.Height).SelectMany(row => means.Skip((row + room) * width + room).Take(mask.Width)).ToArray();
        Assert.Equal(means.Sum(), inside.Sum(), 6);
        return inside;
    }
}
