using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>
/// A batch of samples for training, padded to its widest image and its longest target. The memory of the images is rented:
/// disposing of the batch gives it back for the next one, and not doing so costs speed, nothing else.
/// </summary>
public sealed class Batch : IDisposable
{
    private readonly KhmerCorpusDataset _dataset;
    private float[]? _floats;
    private byte[]? _greys;
    private bool _isDisposed;

    internal Batch(KhmerCorpusDataset dataset, float[]? floats, byte[]? greys, int height, int width, int[] widths) =>
        (_dataset, _floats, _greys, Height, Width, Widths) = (dataset, floats, greys, height, width, widths);

    /// <summary>N, the number of samples.</summary>
    public int Count => Widths.Length;

    /// <summary>H, in pixels.</summary>
    public int Height { get; }

    /// <summary>W, in pixels: the width of the widest image.</summary>
    public int Width { get; }

    /// <summary>What the images are made of.</summary>
    public BatchPixels Pixels => _greys is null ? BatchPixels.Normalized : BatchPixels.Grey;

    /// <summary>
    /// The images, float32 in [-1, 1] (-1 is black), shape (N, 1, H, W) in row-major order; what is right of an image is white, 1.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed of.</exception>
    /// <exception cref="InvalidOperationException">The loader was asked for 8-bit images.</exception>
    public ReadOnlyMemory<float> Images => Of(_floats, nameof(GreyImages), BatchPixels.Grey);

    /// <summary>
    /// The images, 8-bit grey (0 is black), shape (N, 1, H, W) in row-major order; what is right of an image is white, 255.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed of.</exception>
    /// <exception cref="InvalidOperationException">The loader was not asked for 8-bit images.</exception>
    public ReadOnlyMemory<byte> GreyImages => Of(_greys, nameof(Images), BatchPixels.Normalized);

    /// <summary>The width of each image in pixels, shape (N).</summary>
    public int[] Widths { get; }

    /// <summary>
    /// For attention models: the labels' ids with start and end of sequence, shape (N, T), filled up with <see cref="Vocabulary.Padding"/>; empty without a vocabulary.
    /// </summary>
    public int[] Targets { get; init; } = [];

    /// <summary>The number of ids of each label in <see cref="Targets"/>, start and end included, shape (N); empty without a vocabulary.</summary>
    public int[] TargetLengths { get; init; } = [];

    /// <summary>For CTC: the labels' ids, one label after the other without anything between, shape (sum of <see cref="CtcTargetLengths"/>); empty without a vocabulary. The blank is <see cref="Vocabulary.Padding"/>.</summary>
    public int[] CtcTargets { get; init; } = [];

    /// <summary>The number of ids of each label in <see cref="CtcTargets"/>, shape (N); empty without a vocabulary.</summary>
    public int[] CtcTargetLengths { get; init; } = [];

    /// <summary>The labels, N of them.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>The font of each image, N of them.</summary>
    public required IReadOnlyList<FontDescriptor> Fonts { get; init; }

    /// <summary>The index of each sample in its dataset, N of them. Where two are joined it is that of the left one.</summary>
    public required IReadOnlyList<int> Indices { get; init; }

    /// <summary>Which batch of its epoch and rank it is, from 0.</summary>
    internal long Number { get; init; }

    /// <summary>The share of the images' pixels that is padding, from 0 to 1.</summary>
    public double PaddingShare => 1 - Widths.Sum(width => (long)width) / ((double)Count * Width);

    /// <summary>The cache key of a sample; where two are joined, of the left one.</summary>
    /// <param name="index">The sample within the batch, from 0.</param>
    public CacheKey GetKey(int index) => CacheKey.Create(_dataset.GetText(Indices[index]), Fonts[index].Path, Height);

    /// <summary>Gives the memory of the images back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (_floats is not null)
        {
            BatchMemory<float>.Return(_floats);
        }

        if (_greys is not null)
        {
            BatchMemory<byte>.Return(_greys);
        }
    }

    private ReadOnlyMemory<T> Of<T>(T[]? images, string other, BatchPixels pixels)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return images is null
            ? throw new InvalidOperationException($"The loader was asked for {nameof(BatchPixels)}.{pixels}: use {other}.")
            : images.AsMemory(0, Count * Height * Width);
    }
}
