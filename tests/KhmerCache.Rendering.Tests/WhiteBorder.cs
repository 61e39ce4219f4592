namespace KhmerCache.Rendering.Tests;

/// <summary>Where the ink of a picture begins and ends.</summary>
/// <param name="Top">White rows above it.</param>
/// <param name="Bottom">White rows below it.</param>
/// <param name="Left">White columns before it.</param>
/// <param name="Right">White columns after it.</param>
internal readonly record struct WhiteBorder(int Top, int Bottom, int Left, int Right)
{
    private const byte White = 255;

    public static WhiteBorder Of(LineImage image)
    {
        var (first, last, left, right) = (-1, -1, image.Width, image.Width);
        for (var row = 0; row < image.Height; row++)
        {
            var pixels = image.Pixels.Slice(row * image.Width, image.Width);
            var ink = pixels.IndexOfAnyExcept(White);
            if (ink < 0)
            {
                continue;
            }

            first = first < 0 ? row : first;
            last = row;
            left = Math.Min(left, ink);
            right = Math.Min(right, image.Width - 1 - pixels.LastIndexOfAnyExcept(White));
        }

        return first < 0 ? throw new InvalidOperationException("The picture is white.") : new WhiteBorder(first, image.Height - 1 - last, left, right);
    }
}
