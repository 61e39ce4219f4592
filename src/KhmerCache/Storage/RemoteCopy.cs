using System.Text.Json;
using System.Text.Json.Serialization;

namespace KhmerCache.Storage;

/// <summary>
/// <c>remote.json</c>: what remote cache a folder is a copy of. Where it lies without a manifest beside it, the copy is incomplete: it is being fetched while somebody trains, or is
/// kept small, and is no cache for anybody else.
/// </summary>
internal sealed record RemoteCopy
{
    private const int Version = 1;

    public int FormatVersion { get; init; } = Version;

    /// <summary>The address, without credentials.</summary>
    public required string Remote { get; init; }

    /// <summary>The object whose bytes the manifest will be.</summary>
    public required string Snapshot { get; init; }

    /// <summary>What it shows.</summary>
    public required string ContentDigest { get; init; }

    /// <summary>How many segments it has.</summary>
    public required int Segments { get; init; }

    /// <summary>The bytes of all of them.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of the manifest that the copy was complete with last; null where it never was. Where the manifest has another one, somebody has changed the cache.</summary>
    public string? Complete { get; init; }

    /// <summary>Reads it; null where there is none, or it can't be understood.</summary>
    /// <exception cref="KhmerCacheException">It can't be read.</exception>
    public static RemoteCopy? Read(CacheFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(folder.RemoteCopyPath), RemoteCopyJson.Default.RemoteCopy) is { FormatVersion: Version, Remote: not null, Snapshot: not null, ContentDigest: not null } copy ? copy : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(DiagnosticCodes.NoCache, $"The file can't be read: {exception.Message}", folder.RemoteCopyPath, innerException: exception);
        }
    }

    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, RemoteCopyJson.Default.RemoteCopy), (byte)'\n'];

    /// <summary>The error of whoever takes an incomplete copy for a cache.</summary>
    public static KhmerCacheException Incomplete(CacheFolder folder)
    {
        var copy = Read(folder);
        var present = folder.ListSegments().Count;
        return new KhmerCacheException(
            DiagnosticCodes.NoCache,
            copy is null
                ? "This is an incomplete copy of a remote cache. Open it as that, 'ImageCache.Open(remote, directory)', until it is complete; or clear it, or choose another folder."
                : $"This is an incomplete copy of {copy.Remote}: {present} of {copy.Segments} segments are here. Open it as that, 'ImageCache.Open(\"{copy.Remote}\", directory)', until it is complete; or clear it, or choose another folder.",
            folder.Directory);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RemoteCopy))]
internal sealed partial class RemoteCopyJson : JsonSerializerContext;
