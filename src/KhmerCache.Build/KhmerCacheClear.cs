using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Deletes the cache: what the cache wrote, and nothing else that lies in its folder.</summary>
[MSBuildMultiThreadableTask]
public sealed class KhmerCacheClear : KhmerCacheTask
{
    /// <inheritdoc/>
    protected override string Verb => "clear";

    // A build can't ask back.
    private protected override void AddArguments(WorkerArguments arguments) => arguments.AddFlag("--yes");
}
