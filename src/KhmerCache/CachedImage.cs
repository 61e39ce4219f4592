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

    // Of an image whose segment may go and come again (SegmentSlot), so that what it looks like can be told without it.
    private readonly ushort _width;
    private readonly ushort _font;

    internal CachedImage(CacheReader reader, LineSegment segment, int image, ulong textHash, ushort width = 0, ushort font = 0) =>
        (_reader, _segment, _image, _textHash, _width, _font) = (reader, segment, image, textHash, width, font);

    /// <summary>The width in pixels.</summary>
    public int Width => _segment.Slot is null ? _segment.WidthOf(_image) : _width;

    /// <summary>The height in pixels.</summary>
    public int Height => Recipe.ImageHeight;

    // A damaged segment may claim any width, and with it more pixels than an array can have.
    internal int Length => (long)Width * Height is var length && length <= Array.MaxLength
        ? (int)length
        : throw new KhmerCacheException(
            DiagnosticCodes.Damaged,
            $"Error loading cached image: row {_image} is damaged, it has {Width} × {Height} pixels. {SegmentError.Remedy}",
            _segment.Path);

    internal Recipe Recipe => _segment.Fonts[_segment.Slot is null ? _segment.FontOf(_image) : _font].Recipe;

    /// <summary>Decodes into 8-bit grey, row after row; 0 is black. Checks the image's checksum first.</summary>
    /// <param name="destination">At least <see cref="Width"/> × <see cref="Height"/> bytes; what lies behind them stays as it is.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="KhmerCacheException">The image is damaged, or a glyph of it is missing; or its segment had to be fetched again, and could not be.</exception>
    public void CopyTo(Span<byte> destination) => CopyTo(destination, CancellationToken.None);

    /// <summary>As the public one; where the segment has to be fetched again, the waiting can be cancelled.</summary>
    internal void CopyTo(Span<byte> destination, CancellationToken cancellationToken)
    {
        var length = Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, length, nameof(destination));
        var start = DecodeTimes.Start();
        try
        {
            if (_segment.Slot is null)
            {
                _reader.Decode(_segment, _image, _textHash, destination[..length]);
            }
            else
            {
                DecodeHeld(_segment.Slot, destination[..length], cancellationToken);
            }
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
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

    // A segment that was unmapped meanwhile is mapped again: another object, with the same bytes in the same rows.
    private void DecodeHeld(SegmentSlot slot, Span<byte> destination, CancellationToken cancellationToken)
    {
        var segment = slot.Enter(cancellationToken);
        try
        {
            _reader.Decode(segment, _image, _textHash, destination);
        }
        finally
        {
            slot.Leave();
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
