using KhmerCache.Datasets;

namespace KhmerCache.Tests.Augmentation;

/// <summary>The scalar references: each effect pixel by pixel, as docs/augmentation.md says it, with nothing of the pipeline's code.</summary>
internal static class PlainEffects
{
    private static readonly int[] HalfCosines = [4096, 4017, 3784, 3406, 2896, 2276, 1567, 799];

    public static LineImage Blur(LineImage image, double sigma)
    {
        const int Radius = 15;
        var values = Enumerable.Range(-Radius, 2 * Radius + 1).Select(k => Math.Exp(-k * k / (2 * sigma * sigma))).ToArray();
        var weights = Array.ConvertAll(values, value => (int)Math.Round(value / values.Sum() * 256));
        weights[Radius] += 256 - weights.Sum();
        var rows = Map(image, (x, y) => (Enumerable.Range(-Radius, 2 * Radius + 1).Sum(k => weights[k + Radius] * At(image, x + k, y)) + 128) >> 8);
        return Map(rows, (x, y) => (Enumerable.Range(-Radius, 2 * Radius + 1).Sum(k => weights[k + Radius] * At(rows, x, y + k)) + 128) >> 8);
    }

    public static LineImage Erode(LineImage image, int size, double amount)
    {
        var eroded = Square(image, size - 2, 1, Math.Max);
        var opened = Square(eroded, 1, size - 2, Math.Min);
        return Map(image, (x, y) =>
        {
            var lost = At(opened, x, y) - At(image, x, y);
            return Share(At(image, x, y), Math.Min(At(eroded, x, y), 255 - (lost - lost / 4)), amount);
        });
    }

    /// <summary>Dilation of the ink is erosion of the negative's.</summary>
    public static LineImage Dilate(LineImage image, int size, double amount)
    {
        var dilated = Square(image, size - 2, 1, Math.Min);
        var closed = Square(dilated, 1, size - 2, Math.Max);
        return Map(image, (x, y) =>
        {
            var filled = At(image, x, y) - At(closed, x, y);
            return Share(At(image, x, y), Math.Max(At(dilated, x, y), filled - filled / 4), amount);
        });
    }

    public static LineImage Contrast(LineImage image, int ink, int paper) =>
        Map(image, (x, y) => ink + (int)Math.Round(At(image, x, y) * (paper - ink) / 255.0));

    /// <summary>Shades at the corners of cells of 32 × 16 pixels, between them in 16ths of a row and 32nds of a column; then a byte of noise for each pixel, and the next one's.</summary>
    public static LineImage Background(LineImage image, int shade, int grain, SeededRandom random)
    {
        var (columns, rows) = ((image.Width + 31) / 32 + 1, (image.Height + 15) / 16 + 1);
        var corners = Enumerable.Range(0, columns * rows).Select(_ => random.Next(shade + 1)).ToArray();
        var noise = Enumerable.Range(0, image.Pixels.Length / 8 + 1).SelectMany(_ =>
        {
            var eight = random.NextUInt64();
            return Enumerable.Range(0, 8).Select(i => (int)(eight >> (8 * i)) & 0xFF);
        }).ToArray();
        return Map(image, (x, y) =>
        {
            var corner = y / 16 * columns + x / 32;
            var left = corners[corner] * (16 - y % 16) + corners[corner + columns] * (y % 16);
            var right = corners[corner + 1] * (16 - y % 16) + corners[corner + 1 + columns] * (y % 16);
            var paper = 255 - (left + 8) / 16 + (x % 32 * ((left - right) / 16) >> 5);
            var grey = (int)Math.Round(At(image, x, y) * paper / 255.0);
            var i = y * image.Width + x;
            return Math.Clamp(grey + ((noise[i] + noise[i + 1] - 255) * grain >> 8), 0, 255);
        });
    }

    public static LineImage Shear(LineImage image, double slope)
    {
        int Shift(int rows) => (int)Math.Round(Math.Abs(slope) * rows * 256);
        var width = image.Width + (Shift(image.Height - 1) + 255) / 256;
        return Map(new LineImage(width, image.Height, new byte[width * image.Height]), (x, y) =>
        {
            var shift = Shift(slope > 0 ? image.Height - 1 - y : y);
            var (column, fraction) = (x - shift / 256, shift % 256);
            return (Paper(image, column, y) * (256 - fraction) + Paper(image, column - 1, y) * fraction + 128) >> 8;
        });
    }

    /// <summary>Columns moved up or down: the row of the source is (row of the target - place) × scale + middle, less the slope for each column from the picture's middle.</summary>
    public static LineImage ShearColumns(LineImage image, double slope)
    {
        var inked = Enumerable.Range(0, image.Height).Where(y => Enumerable.Range(0, image.Width).Any(x => At(image, x, y) != 255)).ToArray();
        if (inked.Length == 0)
        {
            return image;
        }

        var rise = Math.Abs(slope) * (image.Width - 1);
        var extent = inked[^1] - inked[0] + 2.0;
        var scale = Math.Max(extent / Math.Max(image.Height - rise, 1), 1);
        var middle = (inked[0] + inked[^1]) / 2.0;
        var room = Math.Max((image.Height - extent / scale - rise) / 2, 0);
        var place = Math.Clamp(middle, (image.Height - 1) / 2.0 - room, (image.Height - 1) / 2.0 + room);
        var perColumn = (int)Math.Round(slope * scale * 65536);
        return Map(image, (x, y) =>
        {
            var source = (int)Math.Round((middle + (y - place) * scale) * 65536) - (int)((long)perColumn * (image.Width - 1) / 2) + x * perColumn;
            var (row, fraction) = (source >> 16, (source & 0xFFFF) >> 8);
            return (Paper(image, x, row) * (256 - fraction) + Paper(image, x, row + 1) * fraction + 128) >> 8;
        });
    }

    public static LineImage LowResolution(LineImage image, double scale)
    {
        int Fewer(int count) => Math.Max((int)Math.Round(count * scale), 1);
        var (columns, rows) = (Area(image.Width, Fewer(image.Width)), Area(image.Height, Fewer(image.Height)));
        var low = Mix(Mix(image, rows, isRows: true), columns, isRows: false);
        return Mix(Mix(low, Linear(low.Width, image.Width), isRows: false), Linear(low.Height, image.Height), isRows: true);
    }

    public static LineImage Jpeg(LineImage image, int quality, IReadOnlyList<int> luminance)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        var result = image.Pixels.ToArray();
        for (var block = 0; block < (image.Width + 7) / 8 * ((image.Height + 7) / 8); block++)
        {
            var (left, top) = (block % ((image.Width + 7) / 8) * 8, block / ((image.Width + 7) / 8) * 8);
            var pixels = new int[64];
            ForEach((row, column) => pixels[row * 8 + column] = At(image, left + column, top + row) - 128);
            var coefficients = Transform(Transform(pixels, true, true, 10), false, true, 13);
            ForEach((row, column) =>
            {
                var step = 8 * Math.Clamp((luminance[row * 8 + column] * percent + 50) / 100, 1, 255);
                var level = (Math.Abs(coefficients[row * 8 + column]) * (65536 / step) + 32768) >> 16;
                coefficients[row * 8 + column] = Math.Sign(coefficients[row * 8 + column]) * level * step;
            });
            var back = Transform(Transform(coefficients, false, false, 13), true, false, 16);
            ForEach((row, column) =>
            {
                if (left + column < image.Width && top + row < image.Height)
                {
                    result[(top + row) * image.Width + left + column] = (byte)Math.Clamp(back[row * 8 + column] + 128, 0, 255);
                }
            });
        }

        return new LineImage(image.Width, image.Height, result);
    }

    private static void ForEach(Action<int, int> visit)
    {
        for (var i = 0; i < 64; i++)
        {
            visit(i / 8, i % 8);
        }
    }

    // T.81, A.3.3, along one axis; cos(kπ/16) for any k from those of the first quarter.
    private static int[] Transform(int[] values, bool alongColumns, bool isForward, int bits)
    {
        var result = new int[64];
        ForEach((row, column) =>
        {
            var sum = 1L << (bits - 1);
            for (var k = 0; k < 8; k++)
            {
                var (place, frequency) = alongColumns ? (row, k) : (column, k);
                var factor = isForward ? Cosine(place, frequency) : Cosine(frequency, place);
                sum += (long)factor * (alongColumns ? values[k * 8 + column] : values[row * 8 + k]);
            }

            result[row * 8 + column] = (int)(sum >> bits);
        });
        return result;
    }

    private static int Cosine(int frequency, int place)
    {
        var angle = frequency == 0 ? 4 : frequency * (2 * place + 1) % 32;
        angle = angle > 16 ? 32 - angle : angle;
        return angle == 8 ? 0 : angle < 8 ? HalfCosines[angle] : -HalfCosines[16 - angle];
    }

    private static int[][] Area(int from, int to) => [.. Enumerable.Range(0, to).Select(i =>
    {
        long Covered(long source) => Math.Clamp(source * to - (long)i * from, 0, from);
        int Rounded(long source) => (int)((Covered(source) * 256 + from / 2) / from);
        return Enumerable.Range(0, from).Select(source => Covered(source + 1) == Covered(source) ? 0 : Rounded(source + 1) - (Covered(source) == 0 ? 0 : Rounded(source))).ToArray();
    })];

    private static int[][] Linear(int from, int to) => [.. Enumerable.Range(0, to).Select(i =>
    {
        var place = Math.Clamp((int)((2L * i + 1) * from * 256 / to - 256) / 2, 0, (from - 1) * 256);
        return Enumerable.Range(0, from).Select(source => Math.Max(256 - Math.Abs(place - source * 256), 0)).ToArray();
    })];

    private static LineImage Mix(LineImage image, int[][] weights, bool isRows)
    {
        var (width, height) = isRows ? (image.Width, weights.Length) : (weights.Length, image.Height);
        return Map(new LineImage(width, height, new byte[width * height]), (x, y) =>
        {
            var line = weights[isRows ? y : x];
            var sum = 128;
            for (var k = 0; k < line.Length; k++)
            {
                sum += line[k] * (isRows ? At(image, x, k) : At(image, k, y));
            }

            return sum >> 8;
        });
    }

    private static LineImage Square(LineImage image, int before, int after, Func<int, int, int> extreme) => Map(image, (x, y) =>
        (from dx in Enumerable.Range(-before, before + after + 1)
         from dy in Enumerable.Range(-before, before + after + 1)
         select At(image, x + dx, y + dy)).Aggregate(extreme));

    private static int Share(int first, int second, double amount)
    {
        var share = (int)Math.Round(amount * 256);
        return (first * (256 - share) + second * share + 128) >> 8;
    }

    private static int At(LineImage image, int x, int y) =>
        image.Pixels[Math.Clamp(y, 0, image.Height - 1) * image.Width + Math.Clamp(x, 0, image.Width - 1)];

    private static int Paper(LineImage image, int x, int y) => x >= 0 && x < image.Width && y >= 0 && y < image.Height ? At(image, x, y) : 255;

    private static LineImage Map(LineImage image, Func<int, int, int> pixel) => new(
        image.Width, image.Height, [.. Enumerable.Range(0, image.Width * image.Height).Select(i => checked((byte)pixel(i % image.Width, i / image.Width)))]);
}
