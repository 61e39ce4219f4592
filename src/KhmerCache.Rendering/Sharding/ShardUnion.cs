using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>Takes what lies in other cache folders into one: segments and markers. Each is compared with its name before it counts.</summary>
internal static class ShardUnion
{
    /// <summary>Takes all that the folder lacks; the others stay as they are.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="input">Another one.</param>
    /// <param name="isUsed">Whether a marker is taken, by its name.</param>
    /// <param name="cancellationToken">Ends the work; what was taken by then stays, and need not be taken again.</param>
    /// <returns>How many segments were taken.</returns>
    /// <exception cref="KhmerCacheException">One is damaged or missing, or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static int Add(CacheFolder folder, CacheFolder input, Func<string, bool> isUsed, CancellationToken cancellationToken)
    {
        var manifest = Manifest.Read(input);
        var segments = input.ListSegments().Except(manifest?.Retired ?? [], StringComparer.Ordinal).ToArray();
        if (manifest?.Segments.Select(segment => segment.File).Except(segments, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Missing, "The manifest names this segment, and it is missing. Copy the folder again when nobody writes to it, or run its shard again.", input.PathOf(missing));
        }

        // Glyphs come first: a line is never there before what it is drawn with.
        var copied = segments.Count(segment => Take(folder, input, segment, cancellationToken));
        foreach (var marker in ShardMarkers.ReadAll(input).Where(marker => isUsed(marker.Name)))
        {
            Take(folder, input, marker.Name, cancellationToken);
        }

        return copied;
    }

    private static bool Take(CacheFolder folder, CacheFolder input, string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (folder.IsIntact(name))
        {
            return false;
        }

        using var source = Open(input.PathOf(name));
        return folder.TryPublish(name, output =>
        {
            source.Position = 0;
            source.CopyTo(output);
        })
            ? true
            : throw new KhmerCacheException(
                DiagnosticCodes.Damaged, "The file does not hold what its name says, and was not taken. Copy it again, or run its shard again.", input.PathOf(name));
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(DiagnosticCodes.Missing, $"The segment can't be read: {exception.Message}", path, innerException: exception);
        }
    }
}
