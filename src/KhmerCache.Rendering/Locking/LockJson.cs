using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KhmerCache.Rendering.Sharding;

namespace KhmerCache.Rendering.Locking;

/// <summary>The lock, and markers of shards, as text: indented, so that a change of one file is a change of one line, and Khmer as Khmer.</summary>
[JsonSerializable(typeof(ProjectLock))]
[JsonSerializable(typeof(ShardMarker))]
internal sealed partial class LockJson : JsonSerializerContext
{
    private static readonly LockJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(ProjectLock locked) => [.. JsonSerializer.SerializeToUtf8Bytes(locked, Readable.ProjectLock), (byte)'\n'];

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="JsonException">They are no lock.</exception>
    public static ProjectLock? Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Readable.ProjectLock);

    /// <summary>The bytes of a marker.</summary>
    public static byte[] Write(ShardMarker marker) => [.. JsonSerializer.SerializeToUtf8Bytes(marker, Readable.ShardMarker), (byte)'\n'];

    /// <summary>Reads the bytes of a marker.</summary>
    /// <exception cref="JsonException">They are none.</exception>
    public static ShardMarker? ReadMarker(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Readable.ShardMarker);
}
