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

    /// <summary>The first that is as wanted; null where there is none.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="isWanted">Whether a plan is.</param>
    /// <param name="name">The name of its file.</param>
    public static PlanRecord? Find(CacheFolder folder, Predicate<PlanRecord> isWanted, out string name)
    {
        foreach (var (file, plan) in ReadAll(folder))
        {
            if (isWanted(plan))
            {
                name = file;
                return plan;
            }
        }

        name = "";
        return null;
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

    /// <summary>Notes that images are in use: the plans that ask for a line in one of some fonts are. Does nothing where nobody may write.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="textHash">The hash of the line's text.</param>
    /// <param name="fonts">The fonts.</param>
    /// <param name="imageHeight">The height of the images in pixels.</param>
    public static void NoteUse(CacheFolder folder, ulong textHash, IEnumerable<FontDescriptor> fonts, int imageHeight)
    {
        var paths = fonts.Select(font => font.Path).ToHashSet(StringComparer.Ordinal);
        var names = folder.ListSegments(SegmentKind.Plans);
        foreach (var name in names)
        {
            // One that is alone need not be read: it is used before all others in any case.
            if (names.Count == 1 || (PlanRecord.Read(folder, name) is { } plan && plan.Facts.Recipes.Index().Any(
                font => font.Item.ImageHeight == imageHeight && paths.Contains(font.Item.FontPath) && plan.AsksFor(textHash, font.Index))))
            {
                Touch(folder, name);
            }
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
