namespace KhmerCache;

/// <summary>A picture of a text line: 8-bit grey, black (0) on white (255), row after row without padding.</summary>
public sealed class LineImage
{
    private readonly byte[] _pixels;

    /// <summary>Takes over <paramref name="pixels"/>.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="pixels">The pixels, <paramref name="width"/> × <paramref name="height"/> bytes, not copied.</param>
    /// <exception cref="ArgumentException">The number of pixels is not width × height.</exception>
    public LineImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var length = (long)width * height;
        if (pixels.Length != length)
        {
            throw new ArgumentException($"{width} × {height} pixels need {length} bytes, not {pixels.Length}.", nameof(pixels));
        }

        (Width, Height, _pixels) = (width, height, pixels);
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The pixels, row after row; 0 is black.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;
}
