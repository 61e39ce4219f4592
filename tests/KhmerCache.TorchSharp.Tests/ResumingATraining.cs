using System.Globalization;
using TorchSharp;
using TrainCrnn;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp.Tests;

/// <summary>The sample with <c>--resume</c>, from wherever it had ended. Each batch takes a second here, and nothing else takes any time.</summary>
public sealed class ResumingATraining : IDisposable
{
    // Two batches of 32 at most: an epoch takes two seconds.
    private const int Words = 40;

    private readonly SmallCorpus _corpus = new(Words);

    private string CheckpointFolder => Path.Combine(_corpus.Folder, "checkpoint");

    public void Dispose() => _corpus.Dispose();

    /// <summary>Guards against a training that is given more time and never augments again, because it had ended in the share of the time that is not augmented.</summary>
    [TorchFact]
    public void With_more_time_it_is_augmented_again_from_the_next_epoch()
    {
        // The third epoch begins after 4 of 4.5 seconds, which is in the last 15 %, and ends in its middle.
        Assert.Equal(["0.8", "0.8", "0"], Train(seconds: 4.5).Augmented);
        Assert.Equal((2, 1L), Place());

        var resumed = Train(seconds: 100, resume: true, epochs: 3);

        // The rest of the third is as it was begun.
        Assert.Equal(["0.8", "0.8", "0", "0", "0.8", "0.8"], [.. new[] { "0.8", "0.8", "0" }, .. resumed.Augmented]);
        Assert.Equal([2, 3, 4], resumed.Epochs[3..].Select(epoch => epoch.Epoch));
        Assert.Equal([1 * Words, 2 * Words, 3 * Words, 4 * Words, 5 * Words], resumed.Epochs.Where((_, i) => i != 2).Select(epoch => epoch.Images));
    }

    /// <summary>Guards against a mean loss of no batch, which is no number, and which no checkpoint can hold.</summary>
    [TorchFact]
    public void After_the_last_batch_of_an_epoch_the_next_one_begins()
    {
        // The fourth epoch begins after 6 of 7.05 seconds, and its last batch ends after 8.
        Train(seconds: 7.05);
        Assert.Equal((3, 2L), Place());

        var resumed = Train(seconds: 100, resume: true, epochs: 1);

        Assert.Equal([0, 1, 2, 3, 4], resumed.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal("0.8", Assert.Single(resumed.Augmented));
        Assert.All(resumed.Epochs, epoch => Assert.True(double.IsFinite(epoch.Loss)));
        Assert.Equal(5 * Words, resumed.Epochs[^1].Images);
    }

    [TorchFact]
    public void Where_no_time_is_left_nothing_is_trained()
    {
        Train(seconds: 4.5);
        var before = File.ReadAllBytes(Path.Combine(CheckpointFolder, "checkpoint.json"));

        Assert.Empty(Train(seconds: 3, resume: true).Augmented);

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(CheckpointFolder, "checkpoint.json")));
    }

    [TorchFact]
    public void A_checkpoint_of_other_fonts_is_refused_by_the_loader()
    {
        Train(seconds: 1);

        var error = Assert.Throws<KhmerCacheException>(() => Train(seconds: 100, resume: true, unseenFonts: Repository.Fonts[..1]));

        Assert.Contains($"the font '{Repository.Fonts[0].Path}' was ", error.Message, StringComparison.Ordinal);
    }

    private (int Epoch, long Batch) Place()
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CheckpointFolder, "checkpoint.json")));
        var loader = json.RootElement.GetProperty("Loader");
        return (loader.GetProperty("Epoch").GetInt32(), loader.GetProperty("Batch").GetInt64());
    }

    /// <summary>Trains until the time is up, or so many epochs are over.</summary>
    /// <returns>The probability of augmentation in each epoch of this run, and the results of all epochs.</returns>
    private (List<string> Augmented, List<EpochResult> Epochs) Train(double seconds, bool resume = false, int epochs = int.MaxValue, FontDescriptor[]? unseenFonts = null)
    {
        random.manual_seed(1);
        var clock = new Clock();
        var data = TrainingData.Open(_corpus.Cache, _corpus.Split, _corpus.Split with { Name = "unseen" }, Repository.Fonts, unseenFonts ?? [], maxWords: 0);
        using var model = new TimedModel(new Crnn(data.Vocabulary), clock);
        string[] args = ["--minutes", (seconds / 60).ToString("R", CultureInfo.InvariantCulture), .. resume ? new[] { "--resume" } : []];
        var (augmented, results) = (new List<string>(), new List<EpochResult>());

        new Trainer(model, data, _corpus.Cache, TrainOptions.Parse(args, _corpus.Folder), clock).Run(all =>
        {
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(CheckpointFolder, "checkpoint.json")));
            augmented.Add(json.RootElement.GetProperty("Loader").GetProperty("Options").GetProperty("AugmentProbability").GetString()!);
            results = [.. all];
            if (augmented.Count == epochs)
            {
                clock.Seconds += 1000;
            }
        });
        return (augmented, results);
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    /// <summary>A model that takes a second for each batch that it learns from.</summary>
    private sealed class TimedModel : Recognizer
    {
        private readonly Crnn _model;
        private readonly Clock _clock;

        public TimedModel(Crnn model, Clock clock)
            : base(nameof(TimedModel))
        {
            (_model, _clock) = (model, clock);
            RegisterComponents();
        }

        public override Tensor Loss(BatchTensors batch)
        {
            _clock.Seconds++;
            return _model.Loss(batch);
        }

        public override IReadOnlyList<string> Read(BatchTensors batch) => _model.Read(batch);
    }
}
