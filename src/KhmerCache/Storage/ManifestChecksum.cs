using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace KhmerCache.Storage;

/// <summary>
/// The manifest's last property: XxHash128 of all bytes before it. With the bytes from there on, which can't be other ones, it tells of any byte
/// that has changed, be it white space or the name of a property.
/// </summary>
internal static class ManifestChecksum
{
    private const string Property = "checksum";

    /// <summary>What a manifest had before there was a checksum; one without checksum that has more is not of then, but has lost it.</summary>
    private static readonly string[] Before = ["format_version", "content_digest", "total_images", "recipes", "splits", "segments"];

    private static readonly int SealLength = SealOf([]).Length;

    /// <summary>The bytes of the manifest with their checksum.</summary>
    /// <param name="json">An indented object that is not empty, without a checksum.</param>
    public static byte[] Seal(ReadOnlySpan<byte> json)
    {
        var rest = json[..^"\n}".Length];
        return [.. rest, .. SealOf(rest)];
    }

    /// <summary>Whether an object has a checksum, as no index of another program that is called the same has.</summary>
    public static bool IsIn(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(Property, out _);

    /// <summary>Whether a manifest's bytes are the ones that were written. Those of before have no checksum, and are believed.</summary>
    public static bool Holds(ReadOnlySpan<byte> json, JsonElement root) => IsIn(root)
        ? json.Length > SealLength && json[^SealLength..].SequenceEqual(SealOf(json[..^SealLength]))
        : root.EnumerateObject().All(property => Array.Exists(Before, property.NameEquals));

    private static byte[] SealOf(ReadOnlySpan<byte> rest) =>
        Encoding.UTF8.GetBytes($",\n  \"{Property}\": \"{Hash128.Of(rest)}\"\n}}\n");
}
