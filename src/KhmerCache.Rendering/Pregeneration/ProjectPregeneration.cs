using KhmerCache.Rendering.Contents;
using KhmerCache.Rendering.Locking;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Sharding;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;
using KhmerCache.Storage.Packing;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A pregeneration, and what a project keeps beside its cache.</summary>
internal static class ProjectPregeneration
{
    /// <summary>Compares the inputs with the lock, takes in a packed cache and what a shared one has, makes the cache complete, and then the files; the shared cache comes last.</summary>
    /// <param name="options">What to make.</param>
    /// <param name="files">The files.</param>
    /// <param name="progress">Is told how far the rendering has come.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">As for <see cref="Pregenerator.Run(PregenerationOptions, IProgress{PregenerationProgress}?, CancellationToken)"/>; or the lock is missing or damaged, the packed cache can't be used, or the shared one has to be and can't.</exception>
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

        var pulled = Judge(Pull(folder, files, options, cancellationToken), files);
        var inputs = files.LeavesMarker ? LockInputs.Read(options, files.ProjectDirectory) : null;
        var report = Pregenerator.Run(options, progress, cancellationToken);
        report = report with { Diagnostics = Judge(report.Diagnostics, files) };
        if (files.Contents is { } contents)
        {
            ContentsFile.Write(contents, options.Fonts, PlanOf(report).Facts.Vocabulary!);
        }

        var done = new ProjectReport(report, []) { Restored = restored, Pulled = pulled };
        done = done with
        {
            Drift = guard?.Finish(() => (ProjectDigest.Find(folder, PlanOf(report), cancellationToken), PlanOf(report).Facts.Images), done.HasErrors) ?? [],
        };
        if (inputs is not null && !done.HasErrors)
        {
            ShardCompletion.Note(folder, options, files.ProjectDirectory, inputs, PlanOf(report), cancellationToken);
        }

        if (files.Pack is { } pack && !done.HasErrors)
        {
            done = done with { Packed = CachePacker.Run(folder, PlanOf(report), GlyphRasterizer.Version, pack, cancellationToken) };
        }

        return files.Shared is { } shared && !done.HasErrors ? done with { Pushed = Judge(shared.Push(folder, report.Plan?.Facts.Inputs, cancellationToken), files) } : done;
    }

    // Where nothing is to be done, nobody has to be asked for anything.
    private static SharedTransfer? Pull(CacheFolder folder, ProjectFiles files, PregenerationOptions options, CancellationToken cancellationToken)
    {
        if (files.Shared is not { } shared || PlanInputs.Of(options) is not { } inputs || FinishedPlan.Find(folder, inputs) is not null)
        {
            return null;
        }

        // A shard takes what was pushed for it: the others' segments, which are of the same recipes, would come to every machine.
        var digests = options.Fonts.OrderBy(font => font.Path, StringComparer.Ordinal).Zip(inputs.FontDigests, (font, digest) => (font.Path, digest)).ToHashSet();
        var pulled = shared.Pull(
            folder,
            inputs,
            recipe => options.Shard == Shard.Whole && recipe.ImageHeight == options.ImageHeight && recipe.Renderer == LineStyle.Renderer && digests.Contains((recipe.FontPath, recipe.FontSha256)),
            cancellationToken);
        foreach (var diagnostic in pulled.Diagnostics)
        {
            // It may take a while to render what did not come.
            options.Log?.Invoke(diagnostic);
        }

        return pulled;
    }

    private static SharedTransfer? Judge(SharedTransfer? transfer, ProjectFiles files) => transfer is null ? null : transfer with { Diagnostics = Judge(transfer.Diagnostics, files) };

    private static Diagnostic[] Judge(IEnumerable<Diagnostic> diagnostics, ProjectFiles files) => [.. diagnostics.Select(diagnostic => files.WarningsAsErrors?.Apply(diagnostic) ?? diagnostic)];

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
