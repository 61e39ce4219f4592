using KhmerCache.TorchSharp;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>A model that reads text lines.</summary>
/// <param name="name">The name of the model.</param>
internal abstract class Recognizer(string name) : nn.Module(name)
{
    /// <summary>The loss of a batch, to be made smaller: a scalar, the mean over the samples.</summary>
    /// <param name="batch">The batch, with targets.</param>
    public abstract Tensor Loss(BatchTensors batch);

    /// <summary>Reads the images of a batch.</summary>
    /// <param name="batch">The batch; its targets are not looked at.</param>
    /// <returns>N texts.</returns>
    public abstract IReadOnlyList<string> Read(BatchTensors batch);
}
