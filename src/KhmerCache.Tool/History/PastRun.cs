using System.Text.Json.Serialization;

namespace KhmerCache.Tool.History;

/// <summary>A pregeneration of the past.</summary>
/// <param name="Time">When it ended, UTC.</param>
/// <param name="Planned">Images that were asked for.</param>
/// <param name="Hits">Images that were in the cache.</param>
/// <param name="Misses">Images that were rendered.</param>
/// <param name="Skipped">Images that a font can't show.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record PastRun(DateTimeOffset Time, long Planned, long Hits, long Misses, long Skipped, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PastRun))]
internal sealed partial class PastRunJson : JsonSerializerContext;
