using Microsoft.Build.Framework;

namespace KhmerCache.Build;

/// <summary>Checks that the cache holds what was written and what the project's fonts and texts ask for. Findings are errors and warnings of the build.</summary>
[MSBuildMultiThreadableTask]
public sealed class KhmerCacheValidate : KhmerCacheTask
{
    /// <inheritdoc/>
    protected override string Verb => "validate";

    private protected override void AddArguments(WorkerArguments arguments) => AddProjectDirectory(arguments);
}
