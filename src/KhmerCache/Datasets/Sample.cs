namespace KhmerCache.Datasets;

/// <summary>One sample of a dataset: a label, the font it is shown in, and the image.</summary>
/// <param name="Text">The label.</param>
/// <param name="Font">The font.</param>
/// <param name="Image">The image.</param>
public sealed record Sample(string Text, FontDescriptor Font, LineImage Image);
