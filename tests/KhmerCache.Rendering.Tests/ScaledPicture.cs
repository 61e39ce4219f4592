namespace KhmerCache.Rendering.Tests;

/// <summary>A picture that is looked at at other scales: a pixel is the mean over the area that it covers, white outside.</summary>
internal sealed class ScaledPicture
{
    private readonly int _width;
    private readonly int _height;
    private readonly uint[] _sums;

    public ScaledPicture(LineImage image)
    {
        // The sum of all ink above and to the left.
        (_width, _height) = (image.Width, image.Height);
        var stride = _width + 1;
        _sums = new uint[stride * (_height + 1)];
        for (var y = 0; y < _height; y++)
        {
            var pixels = image.Pixels.Slice(y * _width, _width);
            var row = 0u;
            for (var x = 0; x < pixels.Length; x++)
            {
                row += 255u - pixels[x];
                _sums[(y + 1) * stride + x + 1] = _sums[y * stride + x + 1] + row;
            }
        }
    }

    /// <summary>
    /// The normalised cross-correlation with another picture, 1 for the same: a pixel of it is <paramref name="scale"/> pixels of this one, and
    /// the points <paramref name="origin"/> here and <paramref name="otherOrigin"/> there are the same. Nothing is searched for.
    /// </summary>
    public double Correlate((int X, int Y) origin, LineImage other, (int X, int Y) otherOrigin, double scale)
    {
        var (n, sumA, sumB, sumAA, sumBB, sumAB) = (other.Pixels.Length, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var y = 0; y < other.Height; y++)
        {
            var (top, bottom) = (origin.Y + (y - otherOrigin.Y) * scale, origin.Y + (y + 1 - otherOrigin.Y) * scale);
            var pixels = other.Pixels.Slice(y * other.Width, other.Width);
            var before = Ink(origin.X - otherOrigin.X * scale, top, bottom);
            for (var x = 0; x < pixels.Length; x++)
            {
                var through = Ink(origin.X + (x + 1 - otherOrigin.X) * scale, top, bottom);
                var (a, b) = ((through - before) / (scale * scale), 255.0 - pixels[x]);
                before = through;
                sumA += a;
                sumB += b;
                sumAA += a * a;
                sumBB += b * b;
                sumAB += a * b;
            }
        }

        return (sumAB - sumA * sumB / n) / Math.Sqrt((sumAA - sumA * sumA / n) * (sumBB - sumB * sumB / n));
    }

    // The ink to the left of x, between two rows.
    private double Ink(double x, double top, double bottom) => Above(x, bottom) - Above(x, top);

    private double Above(double x, double y)
    {
        x = Math.Clamp(x, 0, _width);
        y = Math.Clamp(y, 0, _height);
        var (column, row) = (Math.Min((int)x, _width - 1), Math.Min((int)y, _height - 1));
        var (right, down) = (x - column, y - row);
        var upper = row * (_width + 1) + column;
        var lower = upper + _width + 1;
        return (1 - down) * ((1 - right) * _sums[upper] + right * _sums[upper + 1]) + down * ((1 - right) * _sums[lower] + right * _sums[lower + 1]);
    }
}
