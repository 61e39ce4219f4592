using System.Globalization;
using KhmerCache.Rendering.Locking;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Rendering.Raster;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Sharding;

/// <summary>Notes that a shard is complete, as the last thing that its pregeneration does.</summary>
internal static class ShardCompletion
{
    /// <summary>Leaves the marker; where it is there already, nothing changes.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="options">What was made.</param>
    /// <param name="projectDirectory">The folder that paths are relative to.</param>
    /// <param name="inputs">What it was made from, as it was before the work.</param>
    /// <param name="plan">The plan that the cache was just found to be complete for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">An input changed meanwhile, another process took images away, or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static void Note(CacheFolder folder, PregenerationOptions options, string projectDirectory, ProjectLock inputs, PlanRecord plan, CancellationToken cancellationToken)
    {
        if (!LockJson.Write(LockInputs.Read(options, projectDirectory)).AsSpan().SequenceEqual(LockJson.Write(inputs)))
        {
            throw ProjectPregeneration.Changed();
        }

        if (folder.ListSegments(SegmentKind.Shards).Count > 0 && IsNoted(folder, options.Shard, inputs, plan))
        {
            return;
        }

        using var reader = CacheReader.Open(folder, (_, diagnostic) => throw new KhmerCacheException(diagnostic));
        var (digest, images, sum) = Digest(reader, plan, cancellationToken);
        if (images != plan.Facts.Images)
        {
            throw CacheSelection.Incomplete(folder);
        }

        if (plan.Facts.ProjectDigest != digest)
        {
            // By this, a merge knows the record that tells which lines the shard has.
            PlanRecords.Keep(folder, plan with { Facts = plan.Facts with { ProjectDigest = digest } });
        }

        ShardMarkers.Keep(folder, new ShardMarker
        {
            Shard = options.Shard,
            FirstHash = plan.TextHashes is [var first, ..] ? HexOf(first) : null,
            LastHash = plan.TextHashes is [.., var last] ? HexOf(last) : null,
            Planned = plan.Facts.Planned,
            Images = images,
            Skipped = plan.Facts.Planned - images,
            EntrySum = sum.ToString(),
            ContentDigest = digest,
            Splits = plan.Facts.Splits,
            Renderer = inputs.Renderer,
            Settings = inputs.Settings,
            Corpora = inputs.Corpora,
            Fonts = inputs.Fonts,
            Recipes = [.. LineSegmentWriter.SortFonts(RecipesOf(plan, reader.Index)).Select(MarkedRecipe.Of)],
        });
    }

    // Those that the shard has an image of, whatever else the cache holds: the same shard leaves the same marker everywhere.
    private static IEnumerable<Recipe> RecipesOf(PlanRecord plan, SegmentIndex index)
    {
        var images = plan.CountByFont();
        foreach (var lines in plan.Facts.Unrenderable)
        {
            images[lines.Font] -= lines.Count;
        }

        return plan.FontsAmong(index.Recipes).Where(font => images[font.Value] > 0).Select(font => font.Key);
    }

    private static string HexOf(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static bool IsNoted(CacheFolder folder, Shard shard, ProjectLock inputs, PlanRecord plan)
    {
        var text = Convert.ToBase64String(LockJson.Write(inputs));
        return ShardMarkers.ReadSound(folder).Any(found =>
            found.Marker.Shard == shard && found.Marker.ContentDigest == plan.Facts.ProjectDigest && found.Marker.InputsText() == text);
    }

    // Where the cache shows what the plan asks for and nothing else, its segments tell the sums.
    private static (string Digest, long Images, Hash128 Sum) Digest(CacheReader reader, PlanRecord plan, CancellationToken cancellationToken)
    {
        if (reader.Manifest?.TotalImages != plan.Facts.Images)
        {
            return CacheSelection.Of(reader, plan, GlyphRasterizer.Version).Digest(cancellationToken);
        }

        var (images, sum) = ContentDigest.Sum(reader.Index, reader.Valid);
        return (reader.Manifest.ContentDigest, images.Values.Sum(), sum);
    }
}
