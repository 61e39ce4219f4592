using System.Buffers;

namespace KhmerCache.Loading;

/// <summary>
/// A batch of samples for training, padded to its widest image and its longest target. The memory of the images is rented:
/// disposing of the batch gives it back for the next one, and not doing so costs speed, nothing else.
/// </summary>
public sealed class Batch : IDisposable
{
    private float[]? _rented;

    internal Batch(float[] rented, int height, int width, int[] widths) =>
        (_rented, Height, Width, Widths) = (rented, height, width, widths);

    /// <summary>N, the number of samples.</summary>
    public int Count => Widths.Length;

    /// <summary>H, in pixels.</summary>
    public int Height { get; }

    /// <summary>W, in pixels: the width of the widest image.</summary>
    public int Width { get; }

    /// <summary>
    /// The images, float32 in [-1, 1] (-1 is black), shape (N, 1, H, W) in row-major order; what is right of an image is white, 1.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed of.</exception>
    public ReadOnlyMemory<float> Images
    {
        get
        {
            ObjectDisposedException.ThrowIf(_rented is null, this);
            return _rented.AsMemory(0, Count * Height * Width);
        }
    }

    /// <summary>The width of each image in pixels, shape (N).</summary>
    public int[] Widths { get; }

    /// <summary>
    /// The labels' ids with start and end of sequence, shape (N, T), filled up with <see cref="Datasets.Vocabulary.Padding"/>; empty without a vocabulary.
    /// </summary>
    public int[] Targets { get; init; } = [];

    /// <summary>The number of ids of each label, start and end included, shape (N); empty without a vocabulary.</summary>
    public int[] TargetLengths { get; init; } = [];

    /// <summary>The labels, N of them.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>The font of each image, N of them.</summary>
    public required IReadOnlyList<FontDescriptor> Fonts { get; init; }

    /// <summary>The cache key of a sample.</summary>
    /// <param name="index">The sample within the batch, from 0.</param>
    public CacheKey GetKey(int index) => CacheKey.Create(Texts[index], Fonts[index].Path, Height);

    /// <summary>Gives the memory of the images back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
