using KhmerCache.Loading;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp;

/// <summary>
/// A batch as tensors. It owns the batch and the tensors: dispose of it when the step is done, after <c>backward</c>, and of nothing else.
/// </summary>
/// <remarks>
/// <para>
/// On the CPU <see cref="Images"/> has no memory of its own: it is the rented memory of the batch, which goes to another batch once this is disposed of.
/// Whatever outlives the step (a picture to show, a tensor in a list) is a <c>clone()</c>; results of computations have memory of their own. Views such as
/// <c>Images[0]</c> or <c>Images.squeeze(1)</c> have not.
/// </para>
/// <para>
/// Within a <c>torch.NewDisposeScope()</c> the scope disposes of the tensors as of all others; disposing of this besides gives the memory of the images back
/// to the pool at once. Where that is forgotten, garbage collection frees both, later.
/// </para>
/// </remarks>
public sealed class BatchTensors : IDisposable
{
    internal BatchTensors(Batch batch) => Batch = batch;

    /// <summary>The batch, with the texts and fonts of its samples.</summary>
    public Batch Batch { get; }

    /// <summary>
    /// The images, shape (N, 1, H, W): float32 in [-1, 1] (-1 is black), or uint8 (0 is black) where the loader was asked for <see cref="BatchPixels.Grey"/>.
    /// What is right of an image is white.
    /// </summary>
    public required Tensor Images { get; init; }

    /// <summary>The width of each image in pixels, int64, shape (N).</summary>
    public required Tensor Widths { get; init; }

    /// <summary>
    /// For attention models: the ids of the labels with start and end of sequence, filled up with <see cref="Datasets.Vocabulary.Padding"/>, int64, shape (N, T).
    /// T is 0 where the loader has no vocabulary.
    /// </summary>
    public required Tensor Targets { get; init; }

    /// <summary>The number of ids in each row of <see cref="Targets"/>, start and end included, int64, shape (N); all 0 where the loader has no vocabulary.</summary>
    public required Tensor TargetLengths { get; init; }

    /// <summary>
    /// For CTC: the ids of all labels one after the other, without start and end, int64, shape (sum of <see cref="CtcLengths"/>). The blank is <see cref="Datasets.Vocabulary.Padding"/>.
    /// </summary>
    public required Tensor CtcTargets { get; init; }

    /// <summary>The number of ids that each label has in <see cref="CtcTargets"/>, int64, shape (N); all 0 where the loader has no vocabulary.</summary>
    public required Tensor CtcLengths { get; init; }

    /// <summary>Disposes of the tensors and of the batch.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Widths.Dispose();
        Targets.Dispose();
        TargetLengths.Dispose();
        CtcTargets.Dispose();
        CtcLengths.Dispose();
        Batch.Dispose();
    }
}
