using System.Globalization;
using System.Text.Json;
using KhmerCache.Rendering.Locking;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>The markers that lie in a cache.</summary>
internal static class ShardMarkers
{
    /// <summary>All of them, with the paths of their files; those that a merge has used and is about to delete don't count.</summary>
    /// <exception cref="KhmerCacheException">One is damaged, or of an unknown version.</exception>
    public static IReadOnlyList<FoundMarker> ReadAll(CacheFolder folder) => [.. List(folder).Select(name => Read(folder, name))];

    /// <summary>Those of them that can be read.</summary>
    public static IReadOnlyList<FoundMarker> ReadSound(CacheFolder folder) => [.. List(folder).Select(name => TryRead(folder, name)).OfType<FoundMarker>()];

    /// <summary>Keeps a marker, in the place of what the same shard of the same settings has left before.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public static void Keep(CacheFolder folder, ShardMarker marker)
    {
        if (Manifest.Read(folder)?.Retired is not null)
        {
            // What somebody was about to delete, perhaps a marker of this very name, goes before, not after.
            new CacheWriter(folder).Commit();
        }

        var kept = folder.Publish(SegmentKind.Shards, output => output.Write(LockJson.Write(marker)));
        foreach (var name in folder.ListSegments(SegmentKind.Shards).Where(name => name != kept))
        {
            if (TryRead(folder, name)?.Marker is not { } other || (other.Shard == marker.Shard && SettingsOf(other) == SettingsOf(marker)))
            {
                folder.Delete(name);
            }
        }
    }

    /// <summary>The settings of a shard in one text: what a cache may have beside others, and not a state of the inputs.</summary>
    public static string SettingsOf(ShardMarker marker) => string.Create(CultureInfo.InvariantCulture, $"{marker.Settings with { Splits = [] }}|{string.Join('|', marker.Settings.Splits)}");

    private static IEnumerable<string> List(CacheFolder folder) =>
        folder.ListSegments(SegmentKind.Shards).Except(Manifest.Read(folder)?.Retired ?? [], StringComparer.Ordinal);

    // What can't be read is of no use to anybody.
    private static FoundMarker? TryRead(CacheFolder folder, string name)
    {
        try
        {
            return Read(folder, name);
        }
        catch (KhmerCacheException)
        {
            return null;
        }
    }

    private static FoundMarker Read(CacheFolder folder, string name)
    {
        var path = folder.PathOf(name);
        try
        {
            var json = folder.ReadIntact(name) ?? throw Refuse(path, "does not hold what its name says");

            // The version first: a later one may look otherwise.
            using (var document = JsonDocument.Parse(json))
            {
                var version = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format_version", out var told) ? told.ToString() : "";
                if (version != ShardMarker.KnownVersion.ToString(CultureInfo.InvariantCulture))
                {
                    throw Refuse(path, $"has format version '{version}', and this program knows {ShardMarker.KnownVersion}");
                }
            }

            var marker = LockJson.ReadMarker(json);
            return marker is not null && IsSound(marker) ? new FoundMarker(name, path, marker) : throw Refuse(path, "is none");
        }
        catch (JsonException exception)
        {
            throw Refuse(path, $"is none: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refuse(path, $"can't be read: {exception.Message}", exception);
        }
    }

    private static bool IsSound(ShardMarker marker) =>
        marker.Shard.Index >= 1 && marker.Shard.Index <= marker.Shard.Count
        && marker.Planned == marker.Images + marker.Skipped && marker.Images >= 0 && marker.Skipped >= 0
        && (marker.FirstHash is null) == (marker.LastHash is null) && IsHash(marker.FirstHash) && IsHash(marker.LastHash)
        && Hash128.TryParse(marker.EntrySum, out _)
        && marker.Settings.Splits.All(split => split is not null)
        && marker.Corpora.All(corpus => corpus is not null) && marker.Corpora.DistinctBy(corpus => (corpus.Split, corpus.Path)).Count() == marker.Corpora.Count
        && marker.Fonts.All(font => font is not null) && marker.Fonts.DistinctBy(font => font.Path).Count() == marker.Fonts.Count
        && marker.Recipes.All(recipe => recipe is { UnitsPerEm: > 0 }) && marker.Splits.Values.All(split => split is not null);

    private static bool IsHash(string? hash) => hash is null || ulong.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    private static KhmerCacheException Refuse(string path, string what, Exception? innerException = null) => new(
        DiagnosticCodes.Damaged, $"The marker of a complete shard {what}. Delete it, and run the shard again: what is rendered stays.", path, innerException: innerException);
}

/// <summary>A marker with its file.</summary>
/// <param name="Name">As the folder names it.</param>
/// <param name="Path">The file.</param>
/// <param name="Marker">What it says.</param>
internal sealed record FoundMarker(string Name, string Path, ShardMarker Marker);
