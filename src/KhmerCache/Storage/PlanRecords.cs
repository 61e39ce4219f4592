namespace KhmerCache.Storage;

/// <summary>The plans that a cache was made complete for.</summary>
internal static class PlanRecords
{
    /// <summary>All of them that are intact, with the names of their files.</summary>
    public static IEnumerable<(string Name, PlanRecord Plan)> ReadAll(CacheFolder folder)
    {
        foreach (var name in folder.ListSegments(SegmentKind.Plans))
        {
            if (PlanRecord.Read(folder, name) is { } plan)
            {
                yield return (name, plan);
            }
        }
    }

    /// <summary>Keeps a plan in the place of what had its settings. Where the folder can't be written to, there is none: all but the time that it saves is as with it.</summary>
    public static void Keep(CacheFolder folder, PlanRecord plan)
    {
        try
        {
            // What can't be read is of no use to anybody, and its plan is noted anew when it comes again.
            var others = folder.ListSegments(SegmentKind.Plans)
                .Where(name => PlanRecord.Read(folder, name) is not { } known || known.Facts.Settings == plan.Facts.Settings).ToArray();
            var kept = folder.Publish(SegmentKind.Plans, plan.Write);
            foreach (var other in others.Where(other => other != kept))
            {
                folder.Delete(other);
            }
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.CacheNotWritable)
        {
        }
    }

    /// <summary>Notes that a plan is in use.</summary>
    public static void Touch(CacheFolder folder, string name)
    {
        try
        {
            File.SetLastWriteTimeUtc(folder.PathOf(name), DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache that can only be read is never cleaned up either.
        }
    }
}
