using System.Text.Json;
using System.Text.Json.Serialization;

namespace KhmerCache.Loading;

/// <summary>
/// Where a <see cref="BatchLoader"/> stands, for a checkpoint: a few hundred bytes of JSON. <see cref="BatchLoader.Resume"/> goes on from it with the very batches
/// that would have come, whatever the number of threads.
/// </summary>
public sealed record LoaderState
{
    /// <summary>The version of this record.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The epoch, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many batches of the epoch this rank has received.</summary>
    public required long Batch { get; init; }

    /// <summary>The SHA-256 of the labels in their order, in hexadecimal.</summary>
    public required string Corpus { get; init; }

    /// <summary>The fonts by their paths, each with the id of the recipe that its images follow; empty where the cache has none of it.</summary>
    public required IReadOnlyDictionary<string, string> Fonts { get; init; }

    /// <summary>
    /// Which images there are, since a line without is no sample: the SHA-256 of what the cache has of each line in each of its fonts, in hexadecimal; or <c>all</c>, where it has
    /// every one, or a renderer that draws what it lacks. Null where it is not known, as in a state of before it was told: that is not compared.
    /// </summary>
    public string? Images { get; init; }

    /// <summary>The options that batches depend on, by their names.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="KhmerCacheException">It is no state of a loader.</exception>
    public static LoaderState FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LoaderStateJson.Default.LoaderState) is { Version: 1, Epoch: >= 0, Batch: >= 0, Corpus: not null, Fonts: not null, Options: not null } state
                ? state
                : throw Unreadable("it is of another version, or has values that no state has", null);
        }
        catch (JsonException exception)
        {
            throw Unreadable(exception.Message, exception);
        }
    }

    /// <summary>The state as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LoaderStateJson.Default.LoaderState);

    private static KhmerCacheException Unreadable(string why, Exception? inner) => new(
        DiagnosticCodes.Configuration, $"The state of a loader can't be read: {why}. Restore the checkpoint, or begin anew without it.", innerException: inner);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(LoaderState))]
internal sealed partial class LoaderStateJson : JsonSerializerContext;
