using System.Numerics;
using KhmerCache.Glyphs;
using SkiaSharp;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>
/// A line's picture, drawn from the outlines of its font as docs/format.md says, with unlimited numbers and with paper all around: what the renderer's picture
/// must be, pixel by pixel, and beyond its edges nothing.
/// </summary>
internal static class OwnPicture
{
    /// <summary>Skia fills on a grid of a quarter pixel; this many times as fine it is exact enough to compare with.</summary>
    private const int Times = 4;

    /// <summary>Skia hands out outlines on a grid of 4096 to the em, so that some edges fall to the other side.</summary>
    private const int PixelTolerance = 40;

    /// <summary>On the whole that is one part of so many of the ink.</summary>
    private const int InkTolerance = 20;

    private const int Room = 64;

    /// <summary>What is wrong with a picture; null where nothing is.</summary>
    public static string? FindFault(RenderedLine line, GlyfOutlines outlines)
    {
        var (run, recipe, image) = (line.Run, line.Recipe!, line.Image);
        var size = recipe.FontSize * (64 - run.Shrink) / 64;
        var scale = (((BigInteger)size << 28) + recipe.UnitsPerEm / 2) / recipe.UnitsPerEm;
        var (width, height) = (image.Width + 2 * Room, image.Height + 2 * Room);
        var paper = new byte[width * height];
        paper.AsSpan().Fill(255);
        var layers = new int[paper.Length];
        using var paint = new SKPaint { IsAntialias = true, Color = SKColors.Black };
        var pen = (BigInteger)run.OriginX << 34;
        foreach (var glyph in run.Glyphs)
        {
            var quarters = (int)((pen + glyph.XOffset * scale + (BigInteger.One << 31)) >> 32);
            var row = recipe.Baseline - (int)((glyph.YOffset * scale + (BigInteger.One << 33)) >> 34);
            pen += glyph.XAdvance * scale;
            using var path = outlines.PathOf(glyph.Glyph);
            if (path.IsEmpty)
            {
                continue;
            }

            var factor = (float)((double)scale * Math.ScaleB(1, -34));
            Subtract(path, new SKMatrix(factor, 0, Room + quarters / 4f, 0, factor, Room + row, 0, 0, 1), paint, paper, layers, width, height);
        }

        var (ink, difference) = (0L, 0L);
        for (var i = 0; i < paper.Length; i++)
        {
            var (x, y) = (i % width - Room, i / width - Room);
            var shown = x >= 0 && y >= 0 && x < image.Width && y < image.Height ? image.Pixels[y * image.Width + x] : 255;

            // Where a font has lost its widths, glyphs lie on each other, and what each of them may differ by adds up.
            var distance = Math.Abs(shown - paper[i]) / Math.Max(1, layers[i]);
            (ink, difference) = (ink + 255 - paper[i], difference + distance);
            if (distance > PixelTolerance)
            {
                return $"pixel ({x}, {y}) of {image.Width} x {image.Height} is {shown}, but the outlines give {paper[i]}";
            }
        }

        return difference * InkTolerance > ink ? $"its ink differs by {difference} of {ink}" : FindInkAtTheEdge(image);
    }

    private static void Subtract(SKPath path, SKMatrix matrix, SKPaint paint, byte[] paper, int[] layers, int width, int height)
    {
        var bounds = matrix.MapRect(path.Bounds);
        var (left, top) = (Math.Max(0, (int)bounds.Left - 2), Math.Max(0, (int)bounds.Top - 2));
        var (right, bottom) = (Math.Min(width, (int)bounds.Right + 3), Math.Min(height, (int)bounds.Bottom + 3));
        if (left >= right || top >= bottom)
        {
            return;
        }

        using var bitmap = new SKBitmap(new SKImageInfo((right - left) * Times, (bottom - top) * Times, SKColorType.Alpha8, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.SetMatrix(SKMatrix.Concat(SKMatrix.CreateScale(Times, Times), SKMatrix.Concat(SKMatrix.CreateTranslation(-left, -top), matrix)));
        canvas.DrawPath(path, paint);
        canvas.Flush();
        var fine = bitmap.GetPixelSpan();
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var sum = 0;
                for (var i = 0; i < Times * Times; i++)
                {
                    sum += fine[((y - top) * Times + i / Times) * bitmap.RowBytes + (x - left) * Times + i % Times];
                }

                ref var pixel = ref paper[y * width + x];
                pixel = (byte)Math.Max(0, pixel - (sum + Times * Times / 2) / (Times * Times));
                layers[y * width + x] += sum > 0 ? 1 : 0;
            }
        }
    }

    private static string? FindInkAtTheEdge(LineImage image)
    {
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (x, y) = (i % image.Width, i / image.Width);
            if (image.Pixels[i] != 255 && (x == 0 || y == 0 || x == image.Width - 1 || y == image.Height - 1))
            {
                return $"there is ink at the edge, at ({x}, {y})";
            }
        }

        return image.Pixels.IndexOfAnyExcept((byte)255) < 0 ? "it is blank" : null;
    }
}
