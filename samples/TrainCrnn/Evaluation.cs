using KhmerCache.Loading;
using KhmerCache.TorchSharp;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>Measures a model on words.</summary>
internal static class Evaluation
{
    /// <summary>Reads every word of a loader, and compares.</summary>
    /// <param name="model">The model; it is back in training mode afterwards.</param>
    /// <param name="words">The words.</param>
    public static CharacterErrorRate Measure(Recognizer model, BatchLoader words)
    {
        using var noGradients = no_grad();
        model.eval();
        var rate = default(CharacterErrorRate);
        foreach (var batch in words.Enumerate())
        {
            using var scope = NewDisposeScope();
            using var tensors = batch.ToTensors();
            rate = model.Read(tensors).Zip(batch.Texts, (read, written) => CharacterErrorRate.Of(written, read)).Aggregate(rate, (sum, next) => sum + next);
        }

        model.train();
        return rate;
    }
}
