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

        // What is lost with a damaged segment is asked for again.
        foreach (var plan in folder.ListSegments(SegmentKind.Plans))
        {
            folder.Delete(plan);
        }

        return writer.Commit(replace: writer.SaveFromDamaged);
    }
}
