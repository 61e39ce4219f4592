using System.Text.Json;
using KhmerCache;
using KhmerCache.Loading;
using TorchSharp;
using TorchSharp.Modules;

namespace TrainCrnn;

/// <summary>What a training is resumed from: beside the weights and the state of the optimizer, where it stands and what it was made with.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="ContentDigest">The content digest of the cache: which pictures the model has seen.</param>
/// <param name="Vocabulary">The characters of the vocabulary, in the order of their ids.</param>
/// <param name="Loader">Where the loader stands: the training goes on with the very next batch.</param>
/// <param name="Epochs">The epochs so far.</param>
internal sealed record Checkpoint(string Model, string ContentDigest, string Vocabulary, LoaderState Loader, IReadOnlyList<EpochResult> Epochs)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the checkpoint; the one before stays until this one is complete.</summary>
    /// <param name="folder">The folder of the checkpoint, replaced as a whole.</param>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">The optimizer.</param>
    public void Save(string folder, Recognizer model, AdamW optimizer)
    {
        var next = Directory.CreateDirectory(folder + ".next").FullName;
        model.save(Path.Combine(next, "model.dat"));
        optimizer.save_state_dict(Path.Combine(next, "optimizer.dat"));
        File.WriteAllText(Path.Combine(next, "checkpoint.json"), JsonSerializer.Serialize(this, Json));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(next, folder);
    }

    /// <summary>Reads a checkpoint into a model and its optimizer.</summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <param name="expected">What the training would start with; only its epochs and the loader's place may differ.</param>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <exception cref="InvalidOperationException">The checkpoint is of another model, cache or vocabulary, or there is none.</exception>
    public static Checkpoint Load(string folder, Checkpoint expected, Recognizer model, AdamW optimizer)
    {
        var file = Path.Combine(folder, "checkpoint.json");
        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"There is no checkpoint to go on from: {file}. Train without --resume first.");
        }

        var checkpoint = JsonSerializer.Deserialize<Checkpoint>(File.ReadAllText(file), Json)!;
        Require("model", checkpoint.Model, expected.Model);
        Require("cache with the content digest", checkpoint.ContentDigest, expected.ContentDigest);
        Require("vocabulary", checkpoint.Vocabulary, expected.Vocabulary);
        model.load(Path.Combine(folder, "model.dat"));
        optimizer.load_state_dict(Path.Combine(folder, "optimizer.dat"));
        return checkpoint;

        void Require(string what, string found, string wanted)
        {
            if (found != wanted)
            {
                throw new InvalidOperationException($"{file} is of another {what}: '{found}', not '{wanted}'. Train without --resume, or with what it was made with.");
            }
        }
    }
}
