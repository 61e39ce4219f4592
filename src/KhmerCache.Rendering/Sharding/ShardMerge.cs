using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>
/// Makes one cache of all shards of a pregeneration: the one, byte for byte, that a single machine's would be once compacted. It may end at any moment and be started again.
/// </summary>
internal static class ShardMerge
{
    /// <summary>Takes in what other folders hold, makes sure that all shards are there, agree, and are what they say, and compacts. Their markers go with it.</summary>
    /// <param name="folder">The cache; made if it is missing.</param>
    /// <param name="inputs">Folders that shards were made in.</param>
    /// <param name="plan">The beginning of the name of the plan that is merged; null for what is complete, where that is clear.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What came of it; where shards are missing or differ, that is told, and the cache is not compacted.</returns>
    /// <exception cref="KhmerCacheException">There is no cache or no marker, a file is damaged, two segments have different pictures of one recipe, or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static MergeReport Run(CacheFolder folder, IReadOnlyList<CacheFolder> inputs, string? plan, CancellationToken cancellationToken)
    {
        CacheFolder[] others = [.. inputs.Where(input => input.Directory != folder.Directory).DistinctBy(input => input.Directory)];
        Array.ForEach(others, input => input.CheckExists());
        if (others.Length == 0)
        {
            folder.CheckExists();
        }

        var ended = FinishEarlier(folder);
        FoundMarker[] markers = [.. ShardMarkers.ReadAll(folder), .. others.SelectMany(ShardMarkers.ReadAll)];
        if (markers.Length == 0)
        {
            return ended ?? throw NoMarkers(folder, others);
        }

        // Before anything is copied, which may take long.
        var choice = ShardChoice.Of(markers, plan);
        if (choice.Plans.Count == 0)
        {
            return new MergeReport(null, choice.Diagnostics);
        }

        folder.CheckWritable(cancellationToken);
        folder.DeleteTemporaryFiles();
        CheckIntact(folder);
        var used = choice.Markers.ToHashSet(StringComparer.Ordinal);
        var copied = others.Sum(input => ShardUnion.Add(folder, input, used.Contains, cancellationToken));
        return Compact(folder, others, choice, cancellationToken) with { Copied = copied };
    }

    /// <summary>Compacts a cache that may have markers: where those of all shards are there, as <see cref="Run"/> does; else they stay, and it is told what they wait for.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">A segment is damaged or missing, two of them have different pictures of one recipe, or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static MergeReport Compact(CacheFolder folder, CancellationToken cancellationToken)
    {
        var markers = ShardMarkers.ReadSound(folder);
        if (markers.Count == 0)
        {
            return new MergeReport(Compactor.Run(folder, cancellationToken), []);
        }

        var choice = ShardChoice.Of(markers, name: null);
        var problems = choice.Diagnostics;
        if (choice.Plans.Count > 0)
        {
            var merged = Compact(folder, [], choice, cancellationToken);
            if (merged.Manifest is not null)
            {
                return merged;
            }

            problems = merged.Diagnostics;
        }

        return new MergeReport(
            Compactor.Run(folder, cancellationToken), [.. problems.Select(problem => problem with { Severity = DiagnosticSeverity.Warning, Message = $"The cache is no merge of all shards yet. {problem.Message}" })]);
    }

    private static MergeReport Compact(CacheFolder folder, CacheFolder[] others, ShardChoice choice, CancellationToken cancellationToken)
    {
        var wholes = choice.Wholes;
        var union = new Manifest();
        foreach (var whole in wholes)
        {
            union = new CacheWriter(folder).Commit(whole.Recipes, whole.Rasterizer, whole.Splits);
        }

        if (wholes.SelectMany(whole => whole.Recipes.Select(recipe => (Recipe: recipe, whole.Rasterizer))).FirstOrDefault(asked => union.RasterizerOf(asked.Recipe) != asked.Rasterizer)
            is { Recipe: { } maskless, Rasterizer: var rasterizer })
        {
            return new MergeReport(
                null,
                [
                    new Diagnostic(
                        DiagnosticSeverity.Error,
                        DiagnosticCodes.Missing,
                        $"Glyph masks of the font '{maskless.FontPath}' at the height of {maskless.ImageHeight}, as '{rasterizer}' draws them, are missing. Name all folders that shards have filled with --input, or run the shards again.",
                        folder.Directory),
                ]);
        }

        IReadOnlyList<Diagnostic> found = [];
        try
        {
            var manifest = Compactor.Run(folder, choice.Markers, Verify, cancellationToken);
            return manifest.ContentDigest == union.ContentDigest
                ? new MergeReport(manifest, [.. choice.Diagnostics, .. found]) { Shards = wholes.Sum(whole => whole.Count), Skipped = wholes.Sum(whole => whole.Skipped) }
                : throw new KhmerCacheException(
                    DiagnosticCodes.Damaged, $"The rows of the segments have the content digest {manifest.ContentDigest}, and the segments tell of {union.ContentDigest}. Clear the cache, and run all shards again.", folder.Directory);
        }
        catch (KhmerCacheException exception) when (found.Contains(exception.Diagnostic))
        {
            return new MergeReport(null, found);
        }

        void Verify(SegmentIndex index)
        {
            found = [.. wholes.SelectMany(whole => whole.Verify(index, digest => PlanOf(digest, [folder, .. others])))];
            if (found.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            {
                throw new KhmerCacheException(error);
            }
        }
    }

    private static PlanRecord? PlanOf(string digest, CacheFolder[] folders) =>
        folders.SelectMany(PlanRecords.ReadAll).Select(known => known.Plan).FirstOrDefault(plan => plan.Facts.ProjectDigest == digest);

    /// <summary>Where a merge was done but for the deletion of what it has replaced, that is all that is left to do.</summary>
    private static MergeReport? FinishEarlier(CacheFolder folder)
    {
        var markers = Manifest.Read(folder)?.Retired?.Count(name => name.StartsWith(CacheFolder.FolderOf(SegmentKind.Shards) + "/", StringComparison.Ordinal)) ?? 0;
        return markers == 0 ? null : new MergeReport(new CacheWriter(folder).Commit(), []) { Shards = markers };
    }

    // The commit leaves out what it can't open, and nobody would miss it afterwards.
    private static void CheckIntact(CacheFolder folder)
    {
        if (folder.ListSegments().FirstOrDefault(segment => !folder.IsIntact(segment)) is { } damaged)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Damaged, "The segment is damaged, and nothing was changed. Run its shard again, or 'khmercache validate --repair' first.", folder.PathOf(damaged));
        }
    }

    private static KhmerCacheException NoMarkers(CacheFolder folder, CacheFolder[] others) => new(
        DiagnosticCodes.ShardsIncomplete,
        $"There is no marker of a complete shard in {string.Join(" or ", others.Prepend(folder).Select(known => $"'{Path.Combine(known.Directory, CacheFolder.FolderOf(SegmentKind.Shards))}'"))}. 'khmercache pregenerate --shard I/N' leaves one when the shard is complete, and a merge deletes those that it has used.",
        folder.Directory);
}
