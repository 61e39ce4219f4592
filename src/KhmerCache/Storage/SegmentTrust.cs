namespace KhmerCache.Storage;

/// <summary>Which segments need no look: the manifest tells their size, and they are older than it. A file that was touched since is compared with the hash in its name.</summary>
internal static class SegmentTrust
{
    /// <summary>Splits the segments of a folder into those that hold what was written and those that don't.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="manifest">Its manifest, or null.</param>
    /// <param name="segments">The segments that lie there.</param>
    /// <param name="isWhole">Whether these are all that the manifest names. If they turn out to be intact, they are trusted from now on.</param>
    /// <exception cref="KhmerCacheException">One can't be read, so that nobody can tell.</exception>
    public static ILookup<bool, string> Sort(CacheFolder folder, Manifest? manifest, IEnumerable<string> segments, bool isWhole = true)
    {
        var told = manifest?.Segments.ToDictionary(segment => segment.File, StringComparer.Ordinal) ?? [];
        var (now, written) = (DateTime.UtcNow, File.GetLastWriteTimeUtc(folder.ManifestPath));
        var looked = false;
        var sorted = segments.ToLookup(name =>
        {
            var file = new FileInfo(folder.PathOf(name));
            if (told.TryGetValue(name, out var segment) && file.Exists && file.Length == segment.Bytes && file.LastWriteTimeUtc < written)
            {
                return true;
            }

            looked = true;
            return folder.IsIntact(name);
        });

        if (looked && isWhole && manifest is not null && !sorted.Contains(false))
        {
            Trust(folder, now);
        }

        return sorted;
    }

    /// <summary>What a segment is known by before it is parsed; null where it has been compared with the hash in its name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="manifest">Its manifest, or null.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="intact">Those that have been compared already.</param>
    /// <exception cref="KhmerCacheException">It is missing, can't be read, or does not hold what was written.</exception>
    public static SegmentMark? MarkOf(CacheFolder folder, Manifest? manifest, string segment, IReadOnlySet<string>? intact)
    {
        if (manifest?.MarkOf(segment) is { } mark)
        {
            return mark;
        }

        // What is missing is told by whoever opens it.
        var isKnown = intact?.Contains(segment) == true || folder.IsIntact(segment) || !File.Exists(folder.PathOf(segment));
        return isKnown ? null : throw SegmentError.From(new InvalidDataException("It does not hold what was written."), folder.PathOf(segment));
    }

    /// <summary>
    /// Has a segment that was found damaged looked at by the next writer: a disk that changes bytes leaves size and time as they are. Does nothing where nobody may write.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="segment">The segment.</param>
    public static void Withdraw(CacheFolder folder, string segment)
    {
        try
        {
            // Not before the manifest either, whose time may be that of another clock.
            var (now, written) = (DateTime.UtcNow, File.GetLastWriteTimeUtc(folder.ManifestPath));
            File.SetLastWriteTimeUtc(folder.PathOf(segment), now > written ? now : written);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be written, nothing can be rendered again.
        }
    }

    // So that the next one need not look again, as in a cache that was copied; what was touched since this one began to look is looked at again.
    private static void Trust(CacheFolder folder, DateTime since)
    {
        try
        {
            File.SetLastWriteTimeUtc(folder.ManifestPath, since);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
