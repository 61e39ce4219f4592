namespace KhmerCache.Storage;

/// <summary>
/// Merges the small segments of lines that many pregenerations leave, each of a few new lines, so that a cache does not take longer to open with each of them. Large ones are
/// left to <see cref="Compactor"/>. Equal histories leave equal files.
/// </summary>
internal static class SmallSegments
{
    /// <summary>As many may there be: each takes a build about a millisecond, and merging them takes little more than writing one.</summary>
    public const int Most = 16;

    /// <summary>The images of the largest that is small.</summary>
    public const int MostImages = Partition.ImagesPerSegment / 16;

    /// <summary>Merges those that the manifest names, if there are too many. What is damaged, or can't be merged, stays as it is: others tell of it.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to; the cache shows what it showed.</exception>
    public static void Merge(CacheFolder folder)
    {
        if (Manifest.Read(folder) is not { } manifest || Of(manifest).Length <= Most)
        {
            return;
        }

        var writer = new CacheWriter(folder);
        writer.Commit(replace: _ =>
        {
            // Under the lock: what it names now. What others have published and not committed yet is their own.
            var now = Manifest.Read(folder) ?? new Manifest();
            string[] small = [.. Of(now).Where(folder.IsIntact)];
            return small.Length > Most && TryMerge(folder, now, small, writer) ? small : [];
        });
    }

    private static string[] Of(Manifest manifest) =>
        [.. manifest.Segments.Where(segment => CacheFolder.IsLines(segment.File) && segment.Images <= MostImages).Select(segment => segment.File)];

    private static bool TryMerge(CacheFolder folder, Manifest manifest, string[] segments, CacheWriter writer)
    {
        try
        {
            using var index = SegmentIndex.Open(folder, segments, manifest, (_, diagnostic) => throw new KhmerCacheException(diagnostic));
            new SegmentMerger([.. index.Segments]).Write(
                (_, _) => true, (drafts, recipes) => writer.WriteDrafts(drafts, recipes, Environment.ProcessorCount), CancellationToken.None);
            return true;
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code != DiagnosticCodes.CacheNotWritable)
        {
            return false;
        }
    }
}
