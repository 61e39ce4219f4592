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
    /// <summary>Skia hands out outlines on a grid of 4096 to the em and fills them on one of a quarter pixel, so that some edges fall to the other side.</summary>
    private const int PixelTolerance = 72;

    /// <summary>On the whole that is one part of so many of the ink.</summary>
    private const int InkTolerance = 40;

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
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Alpha8, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
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
            canvas.Clear(SKColors.Transparent);
            canvas.SetMatrix(new SKMatrix(factor, 0, Room + quarters / 4f, 0, factor, Room + row, 0, 0, 1));
            canvas.DrawPath(path, paint);
            canvas.Flush();
            var box = canvas.TotalMatrix.MapRect(path.Bounds);
            for (var y = Math.Max(0, (int)box.Top - 2); y < Math.Min(height, box.Bottom + 2); y++)
            {
                for (var x = Math.Max(0, (int)box.Left - 2); x < Math.Min(width, box.Right + 2); x++)
                {
                    ref var pixel = ref paper[y * width + x];
                    pixel = (byte)Math.Max(0, pixel - bitmap.GetPixelSpan()[y * bitmap.RowBytes + x]);
                }
            }
        }

        var (ink, difference) = (0L, 0L);
        for (var i = 0; i < paper.Length; i++)
        {
            var (x, y) = (i % width - Room, i / width - Room);
            var shown = x >= 0 && y >= 0 && x < image.Width && y < image.Height ? image.Pixels[y * image.Width + x] : 255;
            (ink, difference) = (ink + 255 - paper[i], difference + Math.Abs(shown - paper[i]));
            if (Math.Abs(shown - paper[i]) > PixelTolerance)
            {
                return $"pixel ({x}, {y}) of {image.Width} x {image.Height} is {shown}, but the outlines give {paper[i]}";
            }
        }

        return difference * InkTolerance > ink ? $"its ink differs by {difference} of {ink}" : FindInkAtTheEdge(image);
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
