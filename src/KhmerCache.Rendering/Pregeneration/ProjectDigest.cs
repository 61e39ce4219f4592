using KhmerCache.Rendering.Raster;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// The content digest of what a project asks for and nothing else. A developer's cache also has lines of yesterday, images of other projects and pictures put in by hand;
/// this digest is the same in all caches that are complete for the project, and is what a fresh one has.
/// </summary>
internal static class ProjectDigest
{
    /// <summary>Finds it: in the plan's record, or else by going through the project's images, which is noted there.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="plan">The plan that the cache was just found to be complete for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">The cache is damaged, or another process took something away.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static string Find(CacheFolder folder, PlanRecord plan, CancellationToken cancellationToken)
    {
        if (plan.Facts.ProjectDigest is { } known)
        {
            return known;
        }

        using var reader = CacheReader.Open(folder, (_, diagnostic) => throw new KhmerCacheException(diagnostic));
        var (digest, images, _) = CacheSelection.Of(reader, plan, GlyphRasterizer.Version).Digest(cancellationToken);
        if (images != plan.Facts.Images)
        {
            throw CacheSelection.Incomplete(folder);
        }

        PlanRecords.Keep(folder, plan with { Facts = plan.Facts with { ProjectDigest = digest } });
        return digest;
    }
}
