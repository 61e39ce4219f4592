using System.Diagnostics;
using KhmerCache.Rendering.Linting;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using KhmerCache.Rendering.Watching;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>Renders what a plan asks for and the cache lacks. The result does not depend on threads, on the order of files, or on interruptions.</summary>
public sealed class Pregenerator : IDisposable
{
    /// <summary>How often what another process took away is made again.</summary>
    private const int MaxRepetitions = 3;

    private readonly PregenerationOptions _options;
    private readonly int _jobs;
    private readonly IProgress<PregenerationProgress>? _progress;
    private readonly Watchdog _watchdog;
    private readonly LineRenderer _renderer;
    private readonly Lazy<LineStyle[]> _styles;
    private readonly FontDescriptor[] _fonts;
    private readonly string[] _files;
    private readonly UnrenderableLog _unrenderable = new();
    private readonly List<Diagnostic> _stale = [];

    private Pregenerator(PregenerationOptions options, IProgress<PregenerationProgress>? progress)
    {
        (_options, _jobs, _progress) = (options, options.Jobs > 0 ? options.Jobs : Environment.ProcessorCount, progress);
        _fonts = [.. options.Fonts.OrderBy(font => font.Path, StringComparer.Ordinal)];
        _files = [.. options.Splits.SelectMany(split => split.Files).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _watchdog = new Watchdog(options.TimeLimit);
        _renderer = new LineRenderer(_watchdog);
        _styles = new Lazy<LineStyle[]>(OpenFonts);
    }

    /// <summary>Makes the cache complete.</summary>
    /// <param name="options">What to make.</param>
    /// <param name="progress">Is told how far the work has come; null for silence.</param>
    /// <param name="cancellationToken">Ends the work after the segment at hand; what is complete by then stays.</param>
    /// <exception cref="KhmerCacheException">
    /// The input is bad (corpus, font), a font takes too long for a line, or the cache folder can't be written to or is of an unknown format version. The cache shows what it showed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PregenerationReport Run(
        PregenerationOptions options, IProgress<PregenerationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var pregenerator = new Pregenerator(options, progress);
        return pregenerator.Run(cancellationToken);
    }

    /// <summary>Tells what <see cref="Run(PregenerationOptions, IProgress{PregenerationProgress}?, CancellationToken)"/> would do, and renders nothing.</summary>
    /// <param name="options">What to make.</param>
    /// <exception cref="KhmerCacheException">The input is bad (corpus, font), or the cache is of an unknown format version.</exception>
    public static PregenerationForecast Foresee(PregenerationOptions options)
    {
        using var pregenerator = new Pregenerator(options, progress: null);
        return pregenerator.Foresee();
    }

    /// <inheritdoc/>
    public void Dispose() => _renderer.Dispose();

    /// <summary>Where the corpora are linted in any case, that is done beside the rest: neither needs what the other finds, and the start of both takes most of a small build.</summary>
    private PregenerationReport Run(CancellationToken cancellationToken)
    {
        if (_options.Lint != LintMode.Always || _jobs == 1)
        {
            return Run(() => Lint(cancellationToken), cancellationToken);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lint = Task.Run(() => Lint(ended.Token), CancellationToken.None);
        try
        {
            return Run(lint.GetAwaiter().GetResult, cancellationToken);
        }
        finally
        {
            // It uses the fonts until it ends. What it may have met is told by what has ended the rest.
            ended.Cancel();
            Task.WaitAny([lint], CancellationToken.None);
        }
    }

    private PregenerationForecast Foresee()
    {
        using var plan = Plan.Create(_options);
        var folder = new CacheFolder(_options.CacheDirectory);
        var styles = _styles.Value;
        var planned = plan.CountByFont();
        var missing = new long[_fonts.Length];
        var skipped = new long[_fonts.Length];
        var estimate = new SizeEstimate(_options.ImageHeight, _fonts.Length);
        if (PlanInputs.Of(_options) is { } inputs && FinishedPlan.Find(folder, inputs) is { } finished && _unrenderable.TryRestore(finished.Facts.Unrenderable, _files, _fonts.Length))
        {
            skipped = [.. Enumerable.Range(0, _fonts.Length).Select(_unrenderable.CountOf)];
        }
        else
        {
            var state = CacheState.Open(folder);
            using (state.Index)
            {
                var lines = MissingLine.Find(plan, styles, state.Index);
                foreach (var (line, shown) in lines.Zip(FontsThatShow(plan, lines, styles)))
                {
                    estimate.Add(plan.Lines[line.Line].ByteLength, shown);
                    foreach (var font in line.Fonts)
                    {
                        _ = shown.Contains(font) ? missing[font]++ : skipped[font]++;
                    }
                }
            }
        }

        return new PregenerationForecast(
            plan.Images, missing.Sum(), estimate.Bytes, [.. _fonts.Select((font, place) => new FontCount(font.Path, planned[place], missing[place], skipped[place]))], plan.Splits);
    }

    /// <summary>Of each line, those of its fonts that can show it: shaping takes a part of what rendering does.</summary>
    private int[][] FontsThatShow(Plan plan, List<MissingLine> lines, LineStyle[] styles) => _watchdog.Run(() =>
    {
        var shown = new int[lines.Count][];
        Parallel.For(0, shown.Length, new ParallelOptions { MaxDegreeOfParallelism = _jobs }, place =>
        {
            var text = plan.TextOf(plan.Lines[lines[place].Line]);
            shown[place] = [.. lines[place].Fonts.Where(font => _renderer.CanShow(text, styles[font]))];
        });
        return shown;
    });

    private PregenerationReport Run(Func<IReadOnlyList<Diagnostic>> lint, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();

        var inputs = PlanInputs.Of(_options);
        var folder = new CacheFolder(_options.CacheDirectory);
        if (inputs is not null && FinishedPlan.Find(folder, inputs) is { } finished && _unrenderable.TryRestore(finished.Facts.Unrenderable, _files, _fonts.Length))
        {
            folder.DeleteTemporaryFiles();
            return Report(finished.Facts.Planned, new long[_fonts.Length], finished.CountByFont(), finished.Facts.ContentDigest, [], lint, watch) with { Plan = finished };
        }

        // All input first, so that bad input changes nothing.
        using var plan = Plan.Create(_options);
        var styles = _styles.Value;
        var pass = RunOnce(plan, styles, folder, cancellationToken);
        var rendered = pass.Rendered;
        for (var again = 0; !pass.IsComplete && again < MaxRepetitions; again++)
        {
            // Another process compacted or cleared the cache meanwhile, and what was relied on is gone.
            pass = RunOnce(plan, styles, folder, cancellationToken);
            rendered = [.. rendered.Zip(pass.Rendered, (before, now) => before + now)];
        }

        if (!pass.IsComplete)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.CacheNotWritable,
                "Error caching image: other processes keep removing what was rendered. Run 'khmercache pregenerate' again when they are done.",
                folder.Directory);
        }

        // What somebody changed while it was read is no plan that is finished.
        PlanRecord? kept = null;
        if (inputs is not null && inputs.FontDigests.SequenceEqual(styles.Select(style => style.Font.Sha256)) && PlanInputs.Of(_options) is { } after
            && (after.Inputs, after.Places) == (inputs.Inputs, inputs.Places))
        {
            kept = FinishedPlan.Keep(folder, inputs, plan, pass.Manifest, Array.ConvertAll(styles, style => style.Recipe), _unrenderable.ToRecord(_files));
        }

        MergeSmallSegments(folder);
        return Report(plan.Images, rendered, plan.CountByFont(), pass.Manifest.ContentDigest, pass.Diagnostics, lint, watch) with { Plan = kept };
    }

    // The cache is complete without that, and the next one tries it again.
    private static void MergeSmallSegments(CacheFolder folder)
    {
        try
        {
            SmallSegments.Merge(folder);
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.CacheNotWritable)
        {
        }
    }

    private PregenerationReport Report(
        long planned, long[] renderedByFont, long[] plannedByFont, string contentDigest, IReadOnlyList<Diagnostic> found, Func<IReadOnlyList<Diagnostic>> lint, Stopwatch watch)
    {
        var rendered = renderedByFont.Sum();
        var linted = _options.Lint == LintMode.Always || (_options.Lint == LintMode.WhenNew && rendered > 0) ? lint() : [];
        var severity = _options.OnUnrenderable == OnUnrenderable.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        var diagnostics = _options.OnUnrenderable == OnUnrenderable.Skip ? [] : _unrenderable.ToDiagnostics(_fonts, severity);
        return new PregenerationReport(
            planned,
            rendered,
            Math.Max(0, planned - rendered - _unrenderable.Count),
            _unrenderable.Count,
            watch.Elapsed.TotalSeconds,
            contentDigest,
            [.. found, .. _stale, .. linted, .. diagnostics.Where(diagnostic => !_options.Silenced.Contains(diagnostic.Code))])
        {
            Fonts = [.. _fonts.Select((font, place) => new FontCount(font.Path, plannedByFont[place], renderedByFont[place], _unrenderable.CountOf(place)))],
        };
    }

    private LineStyle[] OpenFonts() => _watchdog.Run(() =>
    {
        var (styles, known) = (new LineStyle[_fonts.Length], RecipesFromBefore());
        Parallel.For(0, styles.Length, new ParallelOptions { MaxDegreeOfParallelism = _jobs }, font => styles[font] = OpenFont(_fonts[font], known));
        return styles;
    });

    private LineStyle OpenFont(FontDescriptor font, IReadOnlyList<Recipe> known)
    {
        _options.OnWork?.Invoke($"opening {font.Path}");
        return _renderer.StyleOf(font, _options.ImageHeight, known);
    }

    // Measuring a font is shaping a thousand samples, which takes longer than all else that a build with a new line does for a font.
    private Recipe[] RecipesFromBefore()
    {
        try
        {
            return [.. Manifest.Read(new CacheFolder(_options.CacheDirectory))?.Recipes.Select(recipe => recipe.ToRecipe()) ?? []];
        }
        catch (KhmerCacheException)
        {
            // Told by whoever opens the cache itself.
            return [];
        }
    }

    private Pass RunOnce(Plan plan, LineStyle[] styles, CacheFolder folder, CancellationToken cancellationToken)
    {
        var state = CacheState.Open(folder);
        var recipes = Array.ConvertAll(styles, style => style.Recipe);
        _unrenderable.Clear();
        using (state.Index)
        {
            if (state.Manifest is null)
            {
                // Where there is no cache yet, before the work; elsewhere the first write will tell.
                folder.CheckWritable(cancellationToken);
            }

            var missing = MissingLine.Find(plan, styles, state.Index);
            foreach (var cause in StaleNotice.Explain(state, plan, styles, missing, GlyphRasterizer.Version).Except(_stale))
            {
                _stale.Add(cause);
                _options.Log?.Invoke(cause);
            }

            var writer = new CacheWriter(folder);
            RestoreMasks(state, styles, writer);
            using var newcomers = new Newcomers(folder, plan, recipes, writer, state.Listed);
            var rendered = Render(plan, missing, styles, state.Glyphs, folder, writer, newcomers, cancellationToken);
            if (writer.Written.Count == 0 && newcomers.ReliedOn.Count == 0 && state.IsUpToDate(recipes, GlyphRasterizer.Version, plan.Splits))
            {
                folder.DeleteTemporaryFiles();
                return new Pass(rendered, state.Manifest!, state.Diagnostics, IsComplete: true);
            }

            folder.CheckWritable(cancellationToken);
            folder.DeleteTemporaryFiles();
            var manifest = writer.Commit(recipes, GlyphRasterizer.Version, plan.Splits, _ => writer.SaveFromDamaged(state.Damaged));

            // What was relied on may have been dropped or merged by another process meanwhile.
            var isComplete = manifest.Segments.Select(segment => segment.File).ToHashSet(StringComparer.Ordinal).IsSupersetOf([.. writer.Written, .. state.Intact, .. newcomers.ReliedOn])
                && writer.Written.All(segment => File.Exists(folder.PathOf(segment)))
                && manifest.Recipes.Where(told => recipes.Contains(told.ToRecipe())).All(told => told.Rasterizer == GlyphRasterizer.Version);
            return new Pass(rendered, manifest, state.Diagnostics, isComplete);
        }
    }

    private IReadOnlyList<Diagnostic> Lint(CancellationToken cancellationToken)
    {
        var options = new LintOptions
        {
            Splits = _options.Splits,
            Fonts = _options.Fonts,
            MaxLineLength = _options.MaxLineLength,
            Silenced = _options.Silenced,
            Jobs = _jobs,
        };
        if (!options.Silenced.Contains(DiagnosticCodes.LookAlikeLabels))
        {
            // Which font it is is told before it is opened, should that end the process.
            _ = _styles.Value;
        }

        var digest = new LintDigest();
        _watchdog.Run(() => CorpusLinter.Run(options, _renderer, _watchdog, _options.ImageHeight, digest.Add, cancellationToken));
        return digest.ToDiagnostics();
    }

    /// <summary>Masks that runs in the cache need, and that were lost or drawn by another rasteriser, are drawn again.</summary>
    private void RestoreMasks(CacheState state, LineStyle[] styles, CacheWriter writer)
    {
        var demand = new GlyphDemand(styles);
        var fonts = styles.Select((style, index) => (style.Recipe, index)).ToDictionary(pair => pair.Recipe, pair => pair.index);
        foreach (var font in state.Index.Segments.SelectMany(segment => segment.Fonts))
        {
            if (fonts.TryGetValue(font.Recipe, out var index))
            {
                demand.Add(index, font.Masks);
            }
        }

        writer.WriteGlyphs(_watchdog.Run(() => demand.RasterizeMissing(state.Glyphs, _jobs, _watchdog, (_, _) => "")));
    }

    private long[] Render(
        Plan plan,
        List<MissingLine> missing,
        LineStyle[] styles,
        GlyphStore glyphs,
        CacheFolder folder,
        CacheWriter writer,
        Newcomers newcomers,
        CancellationToken cancellationToken)
    {
        using var pass = new RenderPass(plan, styles, glyphs, folder, writer, newcomers, _unrenderable, _watchdog, _jobs) { Progress = _progress, OnWork = _options.OnWork };
        pass.Run(missing, cancellationToken);
        var rendered = new long[styles.Length];
        for (var font = 0; font < rendered.Length; font++)
        {
            rendered[font] = pass.RenderedOf(font);
        }

        return rendered;
    }

    /// <summary>One pass over the plan.</summary>
    /// <param name="Rendered">Images that were made, by font.</param>
    /// <param name="Manifest">What the cache is now.</param>
    /// <param name="Diagnostics">What was found damaged or missing.</param>
    /// <param name="IsComplete">Whether all that was written, and every mask, is still there.</param>
    private sealed record Pass(long[] Rendered, Manifest Manifest, IReadOnlyList<Diagnostic> Diagnostics, bool IsComplete);
}
