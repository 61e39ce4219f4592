using System.Diagnostics;
using KhmerCache;
using KhmerCache.Loading;
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

    /// <summary>The end of the training is without augmentation: the learning rate is low, and what is read is clean.</summary>
    private const double AugmentedShare = 0.85;

    private string CheckpointFolder => Path.Combine(options.Output, "checkpoint");

    private double SecondsBefore { get; set; }

    private long Images { get; set; }

    private double Seconds => SecondsBefore + _watch.Elapsed.TotalSeconds;

    private double Progress => Seconds / (60 * options.Minutes);

    /// <summary>Trains until the time is up.</summary>
    /// <exception cref="InvalidOperationException">There is no checkpoint that fits, and the options ask to go on from one.</exception>
    public void Run()
    {
        var loader = options.Resume ? Resume() : options.MaxWords > 0 ? data.TrainAsItIs : data.Train;
        _watch.Start();
        while (Progress < 1)
        {
            var epoch = loader.State.Epoch;
            var loss = TrainEpoch(loader);
            var rate = Evaluation.Measure(model, data.Validation);
            _epochs.Add(new EpochResult(epoch, Seconds, Images, loss, rate.Value));
            Keep(loader.State);
            _bar.Log(
                $"epoch {epoch,3}  loss {loss,7:F3}  CER {rate,8}  {TimeSpan.FromSeconds(Seconds):mm\\:ss}  {Images,9:N0} images  {Images / Seconds,5:N0}/s  waiting for the loader {_waiting.Elapsed / _watch.Elapsed:P2}");
            if (loader == data.Train && Progress >= AugmentedShare)
            {
                loader = data.TrainAsItIs;
                loader.Resume(loader.State with { Epoch = epoch + 1 });
            }
        }
    }

    private double TrainEpoch(BatchLoader loader)
    {
        var (epoch, sum, batches) = (loader.State.Epoch, 0.0, 0);
        using var enumerator = loader.GetEnumerator();
        while (Next(enumerator))
        {
            var batch = enumerator.Current;
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

    private bool Next(IEnumerator<Batch> batches)
    {
        _waiting.Start();
        var found = batches.MoveNext();
        _waiting.Stop();
        return found;
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

    private BatchLoader Resume()
    {
        var checkpoint = Checkpoint.Load(CheckpointFolder, Describe(data.Train.State), model, _optimizer);
        _epochs.AddRange(checkpoint.Epochs);
        (SecondsBefore, Images) = (_epochs[^1].Seconds, _epochs[^1].Images);
        var loader = checkpoint.Loader.Options["AugmentProbability"] == "0" ? data.TrainAsItIs : data.Train;
        loader.Resume(checkpoint.Loader);
        return loader;
    }

    private void Keep(LoaderState loader)
    {
        Describe(loader).Save(CheckpointFolder, model, _optimizer);
        CurvePlot.Save(Path.Combine(options.Output, "curve.png"), _epochs);
    }

    private Checkpoint Describe(LoaderState loader) => new(options.Model, cache.ContentDigest, string.Concat(data.Vocabulary.Characters), loader, _epochs);
}
