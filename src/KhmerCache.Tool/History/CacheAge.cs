using KhmerCache.Storage;

namespace KhmerCache.Tool.History;

/// <summary>When a cache was written and used, by the times of its files.</summary>
internal sealed class CacheAge
{
    public CacheAge(CacheFolder folder)
    {
        var manifest = new FileInfo(folder.ManifestPath);
        Written = manifest.Exists ? manifest.LastWriteTimeUtc : null;

        // The time of a plan's record is when somebody last asked for its images.
        Used = PlanRecords.ReadAll(folder).Select(plan => (DateTime?)File.GetLastWriteTimeUtc(folder.PathOf(plan.Name))).Max();
    }

    /// <summary>When images came or went last, UTC; null without a manifest.</summary>
    public DateTime? Written { get; }

    /// <summary>When a project was pregenerated last, UTC; null where none ever was to its end.</summary>
    public DateTime? Used { get; }
}
