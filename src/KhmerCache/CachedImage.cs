using KhmerCache.Loading;
using KhmerCache.Storage;

namespace KhmerCache;

/// <summary>
/// An image where it lies in the cache, not decoded yet. It costs nothing to hold, and is valid until the cache is disposed of.
/// </summary>
public readonly struct CachedImage
{
    private readonly CacheReader _reader;
    private readonly LineSegment _segment;
    private readonly int _image;
    private readonly ulong _textHash;

    internal CachedImage(CacheReader reader, LineSegment segment, int image, ulong textHash) =>
        (_reader, _segment, _image, _textHash) = (reader, segment, image, textHash);

    /// <summary>The width in pixels.</summary>
    public int Width => _segment.WidthOf(_image);

    /// <summary>The height in pixels.</summary>
    public int Height => Recipe.ImageHeight;

    // A damaged segment may claim any width, and with it more pixels than an array can have.
    internal int Length => (long)Width * Height is var length && length <= Array.MaxLength
        ? (int)length
        : throw new KhmerCacheException(
            DiagnosticCodes.Damaged,
            $"Error loading cached image: row {_image} is damaged, it has {Width} × {Height} pixels. {SegmentError.Remedy}",
            _segment.Path);

    internal Recipe Recipe => _segment.Fonts[_segment.FontOf(_image)].Recipe;

    /// <summary>Decodes into 8-bit grey, row after row; 0 is black. Checks the image's checksum first.</summary>
    /// <param name="destination">At least <see cref="Width"/> × <see cref="Height"/> bytes; what lies behind them stays as it is.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="KhmerCacheException">The image is damaged, or a glyph of it is missing.</exception>
    public void CopyTo(Span<byte> destination)
    {
        var length = Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, length, nameof(destination));
        var start = DecodeTimes.Start();
        try
        {
            _reader.Decode(_segment, _image, _textHash, destination[..length]);
        }
        catch (KhmerCacheException)
        {
            CacheMetrics.Damaged.Add(1);
            throw;
        }

        _reader.DecodeTimes.Stop(start);
    }

    /// <summary>Decodes into float32 in [-1, 1], row after row; -1 is black. Checks the image's checksum first.</summary>
    /// <param name="destination">At least <see cref="Width"/> × <see cref="Height"/> values; what lies behind them stays as it is.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="KhmerCacheException">The image is damaged, or a glyph of it is missing.</exception>
    public void CopyTo(Span<float> destination)
    {
        var length = Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, length, nameof(destination));
        var pixels = System.Buffers.ArrayPool<byte>.Shared.Rent(length);
        try
        {
            CopyTo(pixels.AsSpan(0, length));
            PixelNormalizer.Normalize(pixels.AsSpan(0, length), destination);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    /// <summary>Decodes into an image of its own.</summary>
    /// <exception cref="KhmerCacheException">The image is damaged, or a glyph of it is missing.</exception>
    public LineImage ToImage()
    {
        var pixels = new byte[Length];
        CopyTo(pixels);
        return new LineImage(Width, Height, pixels);
    }
}
