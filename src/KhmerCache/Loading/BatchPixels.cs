namespace KhmerCache.Loading;

/// <summary>What the images of a <see cref="Batch"/> are made of.</summary>
public enum BatchPixels
{
    /// <summary>float32 in [-1, 1], -1 is black: <see cref="Batch.Images"/>.</summary>
    Normalized,

    /// <summary>8-bit grey, 0 is black: <see cref="Batch.GreyImages"/>. A quarter of the memory, for models that convert on their device.</summary>
    Grey,
}
