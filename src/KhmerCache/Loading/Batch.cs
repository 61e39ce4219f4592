namespace KhmerCache.Loading;

/// <summary>A batch of samples for training, padded to its widest image and its longest target.</summary>
/// <param name="Images">
/// The images, float32 in [-1, 1] (-1 is black), shape (N, 1, H, W) in row-major order; what is right of an image is white, 1.
/// </param>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels: the width of the widest image.</param>
/// <param name="Widths">The width of each image in pixels, shape (N).</param>
/// <param name="Targets">The labels' ids with start and end of sequence, shape (N, T), filled up with <see cref="Datasets.Vocabulary.Padding"/>; empty without a vocabulary.</param>
/// <param name="TargetLengths">The number of ids of each label, start and end included, shape (N); empty without a vocabulary.</param>
/// <param name="Texts">The labels, N of them.</param>
/// <param name="Fonts">The font of each image, N of them.</param>
public sealed record Batch(
    float[] Images,
    int Height,
    int Width,
    int[] Widths,
    int[] Targets,
    int[] TargetLengths,
    IReadOnlyList<string> Texts,
    IReadOnlyList<FontDescriptor> Fonts)
{
    /// <summary>N, the number of samples.</summary>
    public int Count => Texts.Count;

    /// <summary>The cache key of a sample.</summary>
    /// <param name="index">The sample within the batch, from 0.</param>
    public CacheKey GetKey(int index) => CacheKey.Create(Texts[index], Fonts[index].Path, Height);
}
