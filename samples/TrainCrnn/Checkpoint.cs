using System.Security.Cryptography;
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
    private static readonly string[] StateFiles = ["model.dat", "optimizer.dat"];

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The SHA-256 of the files with the weights and with the state of the optimizer, one after the other, in hexadecimal.</summary>
    public string StateDigest { get; init; } = "";

    /// <summary>Writes the checkpoint; the one before stays until this one is complete.</summary>
    /// <param name="folder">The folder of the checkpoint, replaced as a whole.</param>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">The optimizer.</param>
    public void Save(string folder, Recognizer model, AdamW optimizer)
    {
        var next = Directory.CreateDirectory(folder + ".next").FullName;
        model.save(Path.Combine(next, StateFiles[0]));
        optimizer.save_state_dict(Path.Combine(next, StateFiles[1]));
        File.WriteAllText(Path.Combine(next, "checkpoint.json"), JsonSerializer.Serialize(this with { StateDigest = DigestOf(next) }, Json));
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
    /// <exception cref="InvalidOperationException">The checkpoint is of another model, cache or vocabulary, or it is damaged, or there is none.</exception>
    public static Checkpoint Load(string folder, Checkpoint expected, Recognizer model, AdamW optimizer)
    {
        var file = Path.Combine(folder, "checkpoint.json");
        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"There is no checkpoint to go on from: {file}. Train without --resume first.");
        }

        var checkpoint = Read(file);
        Require("model", checkpoint.Model, expected.Model);
        Require("cache with the content digest", checkpoint.ContentDigest, expected.ContentDigest);
        Require("vocabulary", checkpoint.Vocabulary, expected.Vocabulary);
        model.load(Path.Combine(folder, StateFiles[0]));
        optimizer.load_state_dict(Path.Combine(folder, StateFiles[1]));
        return checkpoint;

        void Require(string what, string found, string wanted)
        {
            if (found != wanted)
            {
                throw new InvalidOperationException($"{file} is of another {what}: '{found}', not '{wanted}'. Train without --resume, or with what it was made with.");
            }
        }
    }

    private static Checkpoint Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(File.ReadAllText(file), Json) is { Epochs.Count: > 0 } checkpoint
                && checkpoint.StateDigest == DigestOf(Path.GetDirectoryName(file)!)
                ? checkpoint
                : throw new InvalidDataException("its files are not those that were written together");
        }
        catch (Exception exception) when (exception is JsonException or IOException or InvalidDataException)
        {
            throw new InvalidOperationException($"The checkpoint {file} is damaged: {exception.Message.TrimEnd('.')}. Train without --resume, or restore it.", exception);
        }
    }

    private static string DigestOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in StateFiles)
        {
            hash.AppendData(File.ReadAllBytes(Path.Combine(folder, file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
