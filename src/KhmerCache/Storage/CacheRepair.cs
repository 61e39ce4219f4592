namespace KhmerCache.Storage;

/// <summary>Makes a cache sound again with what is left of it: damaged segments go, and the manifest is made anew from the intact ones.</summary>
internal static class CacheRepair
{
    /// <summary>Repairs the cache, and returns its manifest.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to, or the cache is of an unknown format version.</exception>
    public static Manifest Run(CacheFolder folder)
    {
        var writer = new CacheWriter(folder);
        folder.DeleteTemporaryFiles();

        // The others know by the content digest whether the cache still shows all that they ask for.
        foreach (var record in folder.ListSegments(SegmentKind.Plans).Concat(folder.ListSegments(SegmentKind.Shards)).Where(record => !folder.IsIntact(record)))
        {
            folder.Delete(record);
        }

        return writer.Commit(replace: writer.SaveFromDamaged);
    }
}
