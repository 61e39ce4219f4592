namespace KhmerCache.Augmentation;

/// <summary>
/// Which stream of random numbers an effect draws from. Each has its own, so that switching one on or off changes nothing for another.
/// The numbers stay as they are: a training run that is resumed must meet the same pictures.
/// </summary>
internal enum EffectStream
{
    None = 0,
    Concatenation = 1,
    Slant = 2,
    Rotation = 3,
    Dilation = 4,
    Erosion = 5,
    Contrast = 6,
    Background = 7,
    Blobs = 8,
    Blur = 9,
    LowResolution = 10,
    Jpeg = 11,
}
