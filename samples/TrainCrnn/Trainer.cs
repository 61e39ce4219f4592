using System.Diagnostics;
using KhmerCache;
using KhmerCache.TorchSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>Trains a model for a given time, and keeps a checkpoint and a curve after each epoch.</summary>
/// <param name="model">The model.</param>
/// <param name="data">The words.</param>
/// <param name="cache">The cache that they come from.</param>
/// <param name="options">How long, and where to.</param>
internal sealed class Trainer(Recognizer model, TrainingData data, ImageCache cache, TrainOptions options)
{
    private readonly AdamW _optimizer = optim.AdamW(model.parameters(), lr: LearningRate.At(0), weight_decay: 0.01);
    private readonly ProgressBar _bar = new();
    private readonly Stopwatch _watch = new();
    private readonly Stopwatch _waiting = new();
    private readonly List<EpochResult> _epochs = [];

    private string CheckpointFolder => Path.Combine(options.Output, "checkpoint");

    private double SecondsBefore { get; set; }

    private long Images { get; set; }

    private double Seconds => SecondsBefore + _watch.Elapsed.TotalSeconds;

    private double Progress => Seconds / (60 * options.Minutes);

    /// <summary>Trains until the time is up.</summary>
    /// <exception cref="InvalidOperationException">There is no checkpoint that fits, and the options ask to go on from one.</exception>
    public void Run()
    {
        var epoch = options.Resume ? Resume() : 0;
        _watch.Start();
        for (; Progress < 1; epoch++)
        {
            var loss = TrainEpoch(epoch);
            var rate = Evaluation.Measure(model, data.Validation);
            _epochs.Add(new EpochResult(epoch, Seconds, Images, loss, rate.Value));
            Keep(epoch + 1);
            _bar.Log(
                $"epoch {epoch,3}  loss {loss,7:F3}  CER {rate,8}  {TimeSpan.FromSeconds(Seconds):mm\\:ss}  {Images,9:N0} images  {Images / Seconds,5:N0}/s  waiting for the loader {_waiting.Elapsed / _watch.Elapsed:P2}");
        }
    }

    private double TrainEpoch(int epoch)
    {
        var (sum, batches) = (0.0, 0);
        foreach (var batch in data.Enumerate(epoch, _waiting))
        {
            using var scope = NewDisposeScope();
            using var tensors = batch.ToTensors();
            sum += Step(tensors);
            batches++;
            Images += batch.Count;
            _bar.Show(Progress, $"epoch {epoch}  loss {sum / batches:F3}  {Images / Seconds:N0} images/s");
            if (Progress >= 1)
            {
                break;
            }
        }

        return sum / batches;
    }

    private double Step(BatchTensors batch)
    {
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = LearningRate.At(Progress);
        }

        _optimizer.zero_grad();
        var loss = model.Loss(batch);
        loss.backward();
        nn.utils.clip_grad_norm_(model.parameters(), max_norm: 5);
        _optimizer.step();
        return loss.item<float>();
    }

    private int Resume()
    {
        var checkpoint = Checkpoint.Load(CheckpointFolder, Describe(nextEpoch: 0), model, _optimizer);
        _epochs.AddRange(checkpoint.Epochs);
        (SecondsBefore, Images) = (_epochs[^1].Seconds, _epochs[^1].Images);
        return checkpoint.Epoch;
    }

    private void Keep(int nextEpoch)
    {
        Describe(nextEpoch).Save(CheckpointFolder, model, _optimizer);
        CurvePlot.Save(Path.Combine(options.Output, "curve.png"), _epochs);
    }

    private Checkpoint Describe(int nextEpoch) => new(options.Model, cache.ContentDigest, string.Concat(data.Vocabulary.Characters), nextEpoch, _epochs);
}
