using KhmerCache;
using KhmerCache.Loading;
using KhmerCache.TorchSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TrainCrnn;

/// <summary>Trains a model for a given time, and keeps a checkpoint after each epoch.</summary>
/// <param name="model">The model.</param>
/// <param name="data">The words.</param>
/// <param name="cache">The cache that they come from.</param>
/// <param name="options">How long, and where to.</param>
/// <param name="clock">What the time is measured with.</param>
internal sealed class Trainer(Recognizer model, TrainingData data, ImageCache cache, TrainOptions options, TimeProvider clock)
{
    private readonly AdamW _optimizer = optim.AdamW(model.parameters(), lr: LearningRate.At(0), weight_decay: 0.01);
    private readonly ProgressBar _bar = new();
    private readonly List<EpochResult> _epochs = [];

    /// <summary>The end of the training is without augmentation: the learning rate is low, and what is read is clean.</summary>
    private const double AugmentedShare = 0.85;

    private string CheckpointFolder => Path.Combine(options.Output, "checkpoint");

    private double SecondsBefore { get; set; }

    private long Start { get; set; }

    private TimeSpan Waiting { get; set; }

    private long Images { get; set; }

    private TimeSpan Elapsed => clock.GetElapsedTime(Start);

    private double Seconds => SecondsBefore + Elapsed.TotalSeconds;

    private double Progress => Seconds / (60 * options.Minutes);

    /// <summary>Trains until the time is up.</summary>
    /// <param name="onEpoch">Is told of all epochs so far, after each of them.</param>
    /// <exception cref="InvalidOperationException">The options ask to go on from a checkpoint, and there is none, or it is damaged or of another training.</exception>
    /// <exception cref="KhmerCacheException">The checkpoint was made with another corpus, other fonts or other options of the loader.</exception>
    public void Run(Action<IReadOnlyList<EpochResult>> onEpoch)
    {
        var loader = options.Resume ? Resume() : data.Train;
        Start = clock.GetTimestamp();
        while (Progress < 1)
        {
            loader = Choose(loader);
            var epoch = loader.State.Epoch;
            if (TrainEpoch(loader) is not { } loss)
            {
                // A training that ended with the last batch of an epoch, before it knew that this was the last.
                continue;
            }

            var rate = Evaluation.Measure(model, data.Validation);
            _epochs.Add(new EpochResult(epoch, Seconds, Images, loss, rate.Value));
            Describe(loader.State).Save(CheckpointFolder, model, _optimizer);
            onEpoch(_epochs);
            _bar.Log(
                $"epoch {epoch,3}  loss {loss,7:F3}  CER {rate,8}  {TimeSpan.FromSeconds(Seconds):mm\\:ss}  {Images,9:N0} images  {Images / Seconds,5:N0}/s  waiting for the loader {Waiting / Elapsed:P2}");
        }
    }

    /// <summary>The loader for what comes next. An epoch that was begun is finished as it was begun; where one begins, the time says whether it is augmented.</summary>
    private BatchLoader Choose(BatchLoader current)
    {
        if (current.State.Batch > 0)
        {
            return current;
        }

        var next = options.MaxWords > 0 || Progress >= AugmentedShare ? data.TrainAsItIs : data.Train;
        next.Resume(next.State with { Epoch = current.State.Epoch, Batch = 0 });
        return next;
    }

    /// <summary>Trains on the rest of an epoch, or as much of it as there is time for.</summary>
    /// <returns>The mean loss; null where nothing was left of the epoch.</returns>
    private double? TrainEpoch(BatchLoader loader)
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

        return batches > 0 ? sum / batches : null;
    }

    private bool Next(IEnumerator<Batch> batches)
    {
        var before = clock.GetTimestamp();
        var found = batches.MoveNext();
        Waiting += clock.GetElapsedTime(before);
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

    private Checkpoint Describe(LoaderState loader) => new(options.Model, cache.ContentDigest, string.Concat(data.Vocabulary.Characters), loader, _epochs);
}
