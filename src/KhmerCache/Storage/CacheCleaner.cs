namespace KhmerCache.Storage;

/// <summary>
/// Makes a cache smaller: first goes what no plan asks for (<see cref="PlanRecord"/>), such as images of lines that are no longer in the corpora or of an older font file, then
/// what was not asked for longest. Pictures put in by hand stay: nothing can make them again.
/// </summary>
internal static class CacheCleaner
{
    /// <summary>How often it is tried again: how much symbols and masks take is known only once the rest is gone.</summary>
    private const int MaxRounds = 4;

    /// <summary>Says what would go.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="maxBytes">The size to come to; null to drop all that no plan asks for, and nothing else.</param>
    /// <exception cref="KhmerCacheException">A segment is damaged or missing, or the cache is of an unknown format version.</exception>
    public static CleaningReport Look(CacheFolder folder, long? maxBytes)
    {
        using var reader = CacheReader.Open(folder, Refuse);
        return new CleaningPlan(folder, reader.Index, reader.Glyphs, reader.Valid.ToHashSet(), maxBytes).Report;
    }

    /// <summary>Drops it. The cache is in its canonical form afterwards, if anything was dropped.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="maxBytes">The size to come to; null to drop all that no plan asks for, and nothing else.</param>
    /// <param name="cancellationToken">Ends the work; the cache is then as it was.</param>
    /// <exception cref="KhmerCacheException">A segment is damaged or missing, the folder can't be written to, or the cache is of an unknown format version.</exception>
    public static CleaningReport Run(CacheFolder folder, long? maxBytes, CancellationToken cancellationToken)
    {
        var before = CacheInventory.SizeOf(folder);
        var total = new CleaningReport(before, before, 0, 0, 0, 0);
        if (before > maxBytes)
        {
            // Merging alone may do, and how much has to go is known only then.
            Compactor.Merge(
                folder,
                (index, glyphs, valid) =>
                {
                    total = total with { Unreferenced = new CleaningPlan(folder, index, glyphs, valid, maxBytes).StaleImages };
                    return Compactor.KeepOnly(valid);
                },
                [],
                cancellationToken);
        }

        var limit = maxBytes;
        for (var round = 0; round < MaxRounds; round++)
        {
            var report = RunOnce(folder, limit, cancellationToken);
            var after = CacheInventory.SizeOf(folder);
            total = new CleaningReport(before, after, total.Unreferenced + report.Unreferenced, total.LeastRecentlyUsed + report.LeastRecentlyUsed, report.Kept, report.PutInByHand);
            if (maxBytes is not { } wanted || after <= wanted || report.Unreferenced + report.LeastRecentlyUsed == 0)
            {
                break;
            }

            limit = Math.Max(0, limit!.Value - (after - wanted));
        }

        return total;
    }

    private static CleaningReport RunOnce(CacheFolder folder, long? maxBytes, CancellationToken cancellationToken)
    {
        var report = default(CleaningReport);
        var lost = Array.Empty<string>();
        Compactor.Merge(
            folder,
            (index, glyphs, valid) =>
            {
                var plan = new CleaningPlan(folder, index, glyphs, valid, maxBytes);
                (report, lost) = (plan.Report, plan.LostPlans);
                return plan.Drops ? plan.Keeps : null;
            },
            [],
            cancellationToken);
        Array.ForEach(lost, folder.Delete);
        return report!;
    }

    private static void Refuse(string segment, Diagnostic diagnostic) => throw new KhmerCacheException(diagnostic);
}

/// <summary>What a cleaning does, in images but for the sizes.</summary>
/// <param name="BytesBefore">The size of the cache before.</param>
/// <param name="BytesAfter">Its size afterwards; as it is estimated, where nothing was done.</param>
/// <param name="Unreferenced">Images dropped that no plan asks for.</param>
/// <param name="LeastRecentlyUsed">Images dropped that were not asked for longest.</param>
/// <param name="Kept">Images that stay.</param>
/// <param name="PutInByHand">Those among them that were put in by hand, and always stay.</param>
internal sealed record CleaningReport(long BytesBefore, long BytesAfter, long Unreferenced, long LeastRecentlyUsed, long Kept, long PutInByHand);
