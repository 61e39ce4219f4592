using System.Runtime.CompilerServices;

namespace KhmerCache.Augmentation;

/// <summary>
/// A picture to work on: 8-bit grey, black (0) on white (255), row after row without padding. It is used again and again, and keeps the memory that
/// effects need, so that nothing is allocated once it has grown to the largest picture. For one thread at a time.
/// </summary>
public sealed class GreyCanvas
{
    internal const byte White = 255;

    /// <summary>Every buffer goes on for this many elements: effects work in whole vectors, which may reach beyond the end of the last row.</summary>
    internal const int Slack = 64;

    private byte[] _pixels = [];
    private byte[] _spare = [];
    private byte[] _scratch = [];
    private byte[] _line = [];
    private int[] _integers = [];

    /// <summary>The width in pixels; 0 before the first picture.</summary>
    public int Width { get; private set; }

    /// <summary>The height in pixels; 0 before the first picture.</summary>
    public int Height { get; private set; }

    /// <summary>The pixels, <see cref="Width"/> × <see cref="Height"/> bytes, row after row; 0 is black. Valid until the canvas is changed.</summary>
    public Span<byte> Pixels => _pixels.AsSpan(0, Width * Height);

    /// <summary>The pixels, and after them the <see cref="Slack"/>.</summary>
    internal Span<byte> PixelsAndSlack => _pixels.AsSpan(0, Width * Height + Slack);

    /// <summary>Makes the canvas a white picture.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive, or the picture has more than 2^31 - 65 pixels.</exception>
    public void Reset(int width, int height)
    {
        Resize(width, height);
        Pixels.Fill(White);
    }

    /// <summary>Puts a copy of a picture onto the canvas.</summary>
    /// <param name="pixels">The pixels, <paramref name="width"/> × <paramref name="height"/> bytes, row after row.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <exception cref="ArgumentException">The number of pixels is not width × height.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public void Load(ReadOnlySpan<byte> pixels, int width, int height)
    {
        Check(pixels.Length, width, height);
        Resize(width, height);
        pixels.CopyTo(_pixels);
    }

    /// <summary>Puts a copy of another picture to the right of this one: horizontal concatenation.</summary>
    /// <param name="pixels">The pixels of the other picture, <paramref name="width"/> × <see cref="Height"/> bytes, row after row.</param>
    /// <param name="width">The width of the other picture in pixels.</param>
    /// <param name="gap">White columns between the two.</param>
    /// <exception cref="ArgumentException">The other picture's number of pixels is not width × the height of the canvas.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive, or the gap is negative.</exception>
    public void Append(ReadOnlySpan<byte> pixels, int width, int gap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        Check(pixels.Length, width, Height);
        var joined = checked(Width + gap + width);
        var target = Spare(checked(joined * Height));
        for (var row = 0; row < Height; row++)
        {
            var line = target.Slice(row * joined, joined);
            Pixels.Slice(row * Width, Width).CopyTo(line);
            line.Slice(Width, gap).Fill(White);
            pixels.Slice(row * width, width).CopyTo(line[(Width + gap)..]);
        }

        Exchange(joined);
    }

    /// <summary>Memory for the next state of the picture: <paramref name="length"/> bytes of any value, and <see cref="Slack"/>.</summary>
    internal Span<byte> Spare(int length) => Grown(ref _spare, length);

    /// <summary>Makes what was written to <see cref="Spare"/> the picture.</summary>
    internal void Exchange(int width)
    {
        (_pixels, _spare) = (_spare, _pixels);
        Width = width;
    }

    /// <summary>Memory for what an effect has in between: <paramref name="length"/> bytes of any value, and <see cref="Slack"/>.</summary>
    internal Span<byte> Scratch(int length) => Grown(ref _scratch, length);

    /// <summary>Memory for a row or a few: <paramref name="length"/> bytes of any value, and <see cref="Slack"/>.</summary>
    internal Span<byte> Line(int length) => Grown(ref _line, length);

    /// <summary>Memory for tables: <paramref name="length"/> integers of any value, and <see cref="Slack"/>.</summary>
    internal Span<int> Integers(int length) => Grown(ref _integers, length);

    private static Span<T> Grown<T>(ref T[] buffer, int length)
    {
        var needed = checked(length + Slack);
        if (buffer.Length < needed)
        {
            buffer = new T[Math.Max(needed, (int)Math.Min(Array.MaxLength, buffer.Length * 2L))];
        }

        return buffer.AsSpan(0, needed);
    }

    private static void Check(int length, int width, int height, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (length != (long)width * height)
        {
            throw new ArgumentException($"{width} × {height} pixels need {(long)width * height} bytes, not {length}: give the pixels of the picture and nothing else.", name.Split('.')[0]);
        }
    }

    private void Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, int.MaxValue - Slack, nameof(width));
        Grown(ref _pixels, width * height);
        (Width, Height) = (width, height);
    }
}
