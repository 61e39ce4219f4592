using KhmerCache.Augmentation;

namespace KhmerCache.Tests.Augmentation;

/// <summary>Pictures for tests: strokes of one to five pixels in all directions on white, the same every time.</summary>
internal static class InkPicture
{
    /// <summary>A picture whose ink reaches to within <paramref name="margin"/> pixels of the edges.</summary>
    public static LineImage Strokes(int width, int height, int seed = 1, int margin = 1)
    {
        var random = new Random(seed);
        var pixels = new byte[width * height];
        Array.Fill(pixels, (byte)255);
        for (var stroke = 0; stroke < 2 + width / 6; stroke++)
        {
            var (x, y, grey) = (random.NextDouble() * width, random.NextDouble() * height, (byte)random.Next(60));
            var (dx, dy, thick) = (random.NextDouble() * 2 - 1, random.NextDouble() * 2 - 1, 1 + random.Next(3));
            for (var step = 0; step < 14; step++)
            {
                for (var i = 0; i < thick * thick; i++)
                {
                    var (column, row) = ((int)(x + step * dx) + i % thick, (int)(y + step * dy) + i / thick);
                    if (column >= margin && column < width - margin && row >= margin && row < height - margin)
                    {
                        pixels[row * width + column] = Math.Min(pixels[row * width + column], (byte)(grey + 40 * (step % 3)));
                    }
                }
            }
        }

        return new LineImage(width, height, pixels);
    }

    /// <summary>A picture of any greys.</summary>
    public static LineImage Noise(int width, int height, int seed = 1)
    {
        var pixels = new byte[width * height];
        new Random(seed).NextBytes(pixels);
        return new LineImage(width, height, pixels);
    }

    public static LineImage White(int width, int height) => new(width, height, [.. Enumerable.Repeat((byte)255, width * height)]);

    public static GreyCanvas ToCanvas(this LineImage image)
    {
        var canvas = new GreyCanvas();
        canvas.Load(image.Pixels, image.Width, image.Height);
        return canvas;
    }

    /// <summary>The picture after something was done to it.</summary>
    public static LineImage After(this LineImage image, Action<GreyCanvas> change)
    {
        var canvas = image.ToCanvas();
        change(canvas);
        return new LineImage(canvas.Width, canvas.Height, canvas.Pixels.ToArray());
    }

    /// <summary>All darkness of a picture: 255 for each black pixel.</summary>
    public static long Ink(this LineImage image) => image.Pixels.ToArray().Sum(pixel => 255L - pixel);
}
