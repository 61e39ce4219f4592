using KhmerCache.Loading;
using TorchSharp;
using TorchSharp.Modules;
using TrainCrnn;
using static TorchSharp.torch;

namespace KhmerCache.TorchSharp.Tests;

/// <summary>Guards against a training of the sample that goes on from something else than where it stood, and against one that ends with a stack trace in place of what to do.</summary>
public sealed class KeepingACheckpoint : IDisposable
{
    private readonly SmallCorpus _corpus = new(words: 8);
    private readonly Crnn? _model;
    private readonly AdamW? _optimizer;

    public KeepingACheckpoint()
    {
        if (TorchFactAttribute.Missing is null)
        {
            random.manual_seed(1);
            _model = new Crnn(_corpus.Vocabulary);
            _optimizer = optim.AdamW(_model.parameters(), lr: 0.003);
        }
    }

    private string Folder => Path.Combine(_corpus.Folder, "checkpoint");

    public void Dispose()
    {
        _optimizer?.Dispose();
        _model?.Dispose();
        _corpus.Dispose();
    }

    [TorchFact]
    public void A_model_that_is_loaded_learns_on_as_the_one_that_was_saved()
    {
        Learn(_model!, _optimizer!);
        Saved().Save(Folder, _model!, _optimizer!);
        using var model = new Crnn(_corpus.Vocabulary);
        using var optimizer = optim.AdamW(model.parameters(), lr: 0.003);

        var loaded = Checkpoint.Load(Folder, Saved(), model, optimizer);

        Assert.Equal(Saved().Epochs, loaded.Epochs);
        Assert.Equal(Saved().Loader.ToJson(), loaded.Loader.ToJson());
        Assert.Equal(Learn(_model!, _optimizer!), Learn(model, optimizer));
        Assert.All(_model!.parameters().Zip(model.parameters()), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    [TorchFact]
    public void A_checkpoint_is_replaced_as_a_whole()
    {
        Saved().Save(Folder, _model!, _optimizer!);
        File.WriteAllText(Path.Combine(Folder, "stray.txt"), "");
        Learn(_model!, _optimizer!);

        (Saved() with { Epochs = [.. Saved().Epochs, new EpochResult(1, 2, 16, 1, 1)] }).Save(Folder, _model!, _optimizer!);

        Assert.Equal(2, Load().Epochs.Count);
        Assert.Equal(["checkpoint.json", "model.dat", "optimizer.dat"], Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [TorchFact]
    public void Where_there_is_none_it_says_so() => Assert.Contains("Train without --resume first", RefusalOf(Saved()), StringComparison.Ordinal);

    [TorchFact]
    public void One_of_another_model_cache_or_vocabulary_is_refused_with_both_values()
    {
        Saved().Save(Folder, _model!, _optimizer!);

        Assert.Contains("of another model: 'crnn', not 'seq2seq'", RefusalOf(Saved() with { Model = "seq2seq" }), StringComparison.Ordinal);
        Assert.Contains("of another cache with the content digest: 'abc', not 'def'", RefusalOf(Saved() with { ContentDigest = "def" }), StringComparison.Ordinal);
        Assert.Contains("of another vocabulary: ", RefusalOf(Saved() with { Vocabulary = "ក" }), StringComparison.Ordinal);
    }

    [TorchFact]
    public void One_that_is_damaged_is_refused()
    {
        (string File, Action<string> Damage)[] damages =
        [
            ("checkpoint.json", file => File.WriteAllText(file, "")),
            ("checkpoint.json", file => File.WriteAllText(file, "null")),
            ("checkpoint.json", file => File.WriteAllText(file, "{}")),
            ("checkpoint.json", file => File.WriteAllText(file, File.ReadAllText(file)[..100])),
            ("checkpoint.json", file => File.WriteAllText(file, File.ReadAllText(file).Replace("\"Vocabulary\": \"", "\"Vocabulary\": null, \"Other\": \"", StringComparison.Ordinal))),
            ("model.dat", File.Delete),
            ("optimizer.dat", file => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1])),
            ("model.dat", file => File.WriteAllBytes(file, [.. File.ReadAllBytes(file)[..^1], (byte)~File.ReadAllBytes(file)[^1]])),
        ];

        foreach (var (file, damage) in damages)
        {
            Saved().Save(Folder, _model!, _optimizer!);
            damage(Path.Combine(Folder, file));

            Assert.Contains("checkpoint.json is damaged: ", RefusalOf(Saved()), StringComparison.Ordinal);
        }

        (Saved() with { Epochs = [] }).Save(Folder, _model!, _optimizer!);
        Assert.Contains("checkpoint.json is damaged: ", RefusalOf(Saved()), StringComparison.Ordinal);
    }

    private Checkpoint Load() => Checkpoint.Load(Folder, Saved(), _model!, _optimizer!);

    private string RefusalOf(Checkpoint expected) =>
        Assert.Throws<InvalidOperationException>(() => Checkpoint.Load(Folder, expected, _model!, _optimizer!)).Message;

    private Checkpoint Saved() => new(
        "crnn", "abc", string.Concat(_corpus.Vocabulary.Characters), _corpus.Load(batchSize: 8).State with { Epoch = 1 }, [new EpochResult(0, 1.5, 8, 2.25, 0.5)]);

    private float Learn(Crnn model, AdamW optimizer)
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var batch = _corpus.Load(batchSize: 8).Enumerate().Single().ToTensors();
        optimizer.zero_grad();
        var loss = model.Loss(batch);
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }
}
