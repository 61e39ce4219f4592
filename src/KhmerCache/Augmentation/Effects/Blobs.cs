using KhmerCache.Datasets;

namespace KhmerCache.Augmentation.Effects;

/// <summary>
/// Dirt, and places where ink has not taken: specks of three overlapping discs, half of them dark and half of them white. Places are in 16ths of a pixel;
/// at its edge a disc fades over one pixel.
/// </summary>
internal static class Blobs
{
    private const int Unity = 16;
    private const int DiscsOfABlob = 3;
    private const int DarkestGrey = 0;
    private const int LightestDirt = 128;

    /// <summary>Adds specks.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="density">Specks for a thousand pixels.</param>
    /// <param name="radii">The radius of a disc in pixels.</param>
    /// <param name="random">Where the specks come from.</param>
    public static void Apply(GreyCanvas canvas, double density, ParameterRange radii, ref SeededRandom random)
    {
        var count = (int)Math.Round(density * canvas.Pixels.Length / 1000);
        var (least, greatest) = ((int)Math.Round(radii.Minimum * Unity), (int)Math.Round(radii.Maximum * Unity));
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.Next(canvas.Width * Unity), random.Next(canvas.Height * Unity));
            var radius = least + random.Next(greatest - least + 1);
            var tone = random.Next(2) == 0 ? GreyCanvas.White : DarkestGrey + random.Next(LightestDirt);
            for (var disc = 0; disc < DiscsOfABlob; disc++)
            {
                Draw(canvas, x + random.Next(2 * radius + 1) - radius, y + random.Next(2 * radius + 1) - radius, radius, tone);
            }
        }
    }

    private static void Draw(GreyCanvas canvas, int x, int y, int radius, int tone)
    {
        var pixels = canvas.Pixels;
        var reach = radius + Unity;
        for (var row = Math.Max((y - reach) / Unity, 0); row <= Math.Min((y + reach) / Unity, canvas.Height - 1); row++)
        {
            for (var column = Math.Max((x - reach) / Unity, 0); column <= Math.Min((x + reach) / Unity, canvas.Width - 1); column++)
            {
                var (dx, dy) = (column * Unity + Unity / 2 - x, row * Unity + Unity / 2 - y);

                // The distance from the edge in 16ths, without a root: (r² - d²) / 2r is right where it matters, at the edge.
                var inside = (radius * radius - dx * dx - dy * dy) / (2 * radius) + Unity / 2;
                var coverage = Math.Clamp(inside, 0, Unity);
                ref var pixel = ref pixels[row * canvas.Width + column];
                pixel = (byte)(pixel + (tone - pixel) * coverage / Unity);
            }
        }
    }
}
