using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Prints what the cache holds: images, bytes, splits, fonts.</summary>
[MSBuildMultiThreadableTask]
public sealed class KhmerCacheStats : KhmerCacheTask
{
    /// <inheritdoc/>
    protected override string Verb => "stats";

    private protected override void AddArguments(WorkerArguments arguments)
    {
        // The folder is all it needs.
    }
}
