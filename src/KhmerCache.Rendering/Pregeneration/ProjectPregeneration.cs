using KhmerCache.Rendering.Contents;
using KhmerCache.Rendering.Locking;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Sharding;
using KhmerCache.Storage;
using KhmerCache.Storage.Packing;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A pregeneration, and what a project keeps beside its cache.</summary>
internal static class ProjectPregeneration
{
    /// <summary>Compares the inputs with the lock, takes in a packed cache, makes the cache complete, and then the files.</summary>
    /// <param name="options">What to make.</param>
    /// <param name="files">The files.</param>
    /// <param name="progress">Is told how far the rendering has come.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">As for <see cref="Pregenerator.Run(PregenerationOptions, IProgress{PregenerationProgress}?, CancellationToken)"/>; or the lock is missing or damaged, or the packed cache can't be used.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ProjectReport Run(
        PregenerationOptions options, ProjectFiles files, IProgress<PregenerationProgress>? progress, CancellationToken cancellationToken)
    {
        if (files.WarningsAsErrors is { } policy && options.Log is { } log)
        {
            options = options with { Log = diagnostic => log(policy.Apply(diagnostic)) };
        }

        var guard = LockGuard.Open(options, files);
        if (guard?.CheckInputs() is { Count: > 0 } drift)
        {
            return new ProjectReport(null, drift);
        }

        var folder = new CacheFolder(options.CacheDirectory);
        RestoreReport? restored = null;
        if (files.RestoreFrom is { } file)
        {
            // Closed before anything is packed, which may well be into the same file. It need not be of this very state of the project: what it lacks is rendered, and
            // the lock is compared with what comes of both.
            using var packed = PackedCache.Open(file);
            restored = Restore(folder, packed, options, cancellationToken);
        }

        var inputs = files.LeavesMarker ? LockInputs.Read(options, files.ProjectDirectory) : null;
        var report = Pregenerator.Run(options, progress, cancellationToken);
        report = report with { Diagnostics = [.. report.Diagnostics.Select(diagnostic => files.WarningsAsErrors?.Apply(diagnostic) ?? diagnostic)] };
        if (files.Contents is { } contents)
        {
            ContentsFile.Write(contents, options.Fonts, PlanOf(report).Facts.Vocabulary!);
        }

        var done = new ProjectReport(report, []) { Restored = restored };
        done = done with
        {
            Drift = guard?.Finish(() => (ProjectDigest.Find(folder, PlanOf(report), cancellationToken), PlanOf(report).Facts.Images), done.HasErrors) ?? [],
        };
        if (inputs is not null && !done.HasErrors)
        {
            ShardCompletion.Note(folder, options, files.ProjectDirectory, inputs, PlanOf(report), cancellationToken);
        }

        return files.Pack is { } pack && !done.HasErrors
            ? done with { Packed = CachePacker.Run(folder, PlanOf(report), GlyphRasterizer.Version, pack, cancellationToken) }
            : done;
    }

    // Where nothing is to be done, nothing has to be unpacked: the cache may have been compacted since, and have the same images in other segments.
    private static RestoreReport Restore(CacheFolder folder, PackedCache packed, PregenerationOptions options, CancellationToken cancellationToken) =>
        !CacheRestorer.IsRestored(folder, packed) && PlanInputs.Of(options) is { } inputs && FinishedPlan.Find(folder, inputs) is not null
            ? new RestoreReport(packed.Path, packed.Manifest.TotalImages, 0)
            : CacheRestorer.Run(folder, packed, cancellationToken);

    private static PlanRecord PlanOf(PregenerationReport report) => report.Plan ?? throw Changed();

    /// <summary>The error where nobody can tell what the images were made from.</summary>
    public static KhmerCacheException Changed() =>
        new(DiagnosticCodes.CorpusNotFound, "A corpus or a font changed while it was read. Run again when nobody writes to it.");
}
