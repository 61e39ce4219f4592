using System.Security.Cryptography;

namespace KhmerCache.Storage;

/// <summary>
/// Checks a cache: every file against the hash in its name, every row against its checksum, the manifest against both. Segments that it finds damaged are no longer trusted,
/// so that the next pregeneration renders what they held.
/// </summary>
internal sealed class CacheValidator
{
    private const string Remedy = "Run 'khmercache pregenerate' to render it again.";

    private readonly CacheFolder _folder;
    private readonly string _projectDirectory;
    private readonly ILineRenderer? _renderer;
    private readonly string? _rasterizer;
    private readonly List<Diagnostic> _diagnostics = [];
    private long _checked;
    private long _missing;
    private long _corrupt;
    private long _stale;
    private long _orphaned;

    private CacheValidator(CacheFolder folder, string projectDirectory, ILineRenderer? renderer, string? rasterizer) =>
        (_folder, _projectDirectory, _renderer, _rasterizer) = (folder, projectDirectory, renderer, rasterizer);

    /// <summary>Checks the cache.</summary>
    /// <param name="folder">The cache's folder.</param>
    /// <param name="projectDirectory">Where font paths start; a font that lies there is compared with the one that was rendered.</param>
    /// <param name="renderer">What rendering now would follow; null for a check of the font files only.</param>
    /// <param name="rasterizer">The rasteriser that draws masks now; null where that is not known.</param>
    /// <param name="isDeep">Whether to render every image again and compare the pixels.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="KhmerCacheException">The cache is of an unknown format version.</exception>
    public static ValidationReport Run(
        CacheFolder folder,
        string projectDirectory,
        ILineRenderer? renderer = null,
        string? rasterizer = null,
        bool isDeep = false,
        CancellationToken cancellationToken = default)
    {
        var validator = new CacheValidator(folder, projectDirectory, renderer, rasterizer);
        validator.Check(isDeep, cancellationToken);
        return new ValidationReport(
            validator._checked, validator._missing, validator._corrupt, validator._stale, validator._orphaned, validator._diagnostics);
    }

    private void Check(bool isDeep, CancellationToken cancellationToken)
    {
        _folder.CheckIsNoIncompleteCopy();
        var manifest = Manifest.Read(_folder);
        if (manifest is null)
        {
            Find(DiagnosticCodes.Damaged, "Cache validation failed: the manifest is missing, or damaged: it is no JSON, or its own digest does not hold. 'khmercache validate --repair' makes it again.", _folder.ManifestPath);
        }

        var damaged = CheckFiles(manifest);
        using var reader = CacheReader.Open(_folder, (segment, diagnostic) => Find(damaged.Contains(segment) ? null : diagnostic));
        var outdated = new StaleImages();
        foreach (var segment in reader.Index.Segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CheckRows(reader, segment, outdated);
        }

        // Nobody is shown them any more: that they take up room is no fault of the cache.
        Find(outdated, DiagnosticSeverity.Info, "No longer shown", "'khmercache compact' drops them.");
        CheckPlans();
        CheckDigest(reader);
        CheckRecipes(reader);
        CheckMasks(reader);
        if (isDeep && _renderer is not null)
        {
            CheckPixels(reader, _renderer, cancellationToken);
        }
    }

    private HashSet<string> CheckFiles(Manifest? manifest)
    {
        var damaged = new HashSet<string>(StringComparer.Ordinal);
        var present = _folder.ListSegments().ToHashSet(StringComparer.Ordinal);
        foreach (var segment in manifest?.Segments ?? [])
        {
            if (!present.Contains(segment.File))
            {
                _missing += ImagesIn(segment);
                damaged.Add(segment.File);
                Find(DiagnosticCodes.Missing, $"Cache validation failed: the segment with {segment.Images} entries is missing. {Remedy}", _folder.PathOf(segment.File));
            }
        }

        foreach (var file in present.Order(StringComparer.Ordinal))
        {
            if (!_folder.IsIntact(file))
            {
                damaged.Add(file);
                SegmentTrust.Withdraw(_folder, file);
                Find(DiagnosticCodes.Damaged, $"Cache validation failed: the segment does not hold what was written. {Remedy}", _folder.PathOf(file));
                if (!TryOpen(file))
                {
                    _corrupt += manifest?.Segments.Where(segment => segment.File == file).Sum(ImagesIn) ?? 0;
                }
            }
        }

        var named = manifest?.Segments.Select(segment => segment.File).ToHashSet(StringComparer.Ordinal) ?? present;
        foreach (var orphan in present.Where(file => !named.Contains(file)).Order(StringComparer.Ordinal).Select(_folder.PathOf).Concat(_folder.ListForeignFiles()))
        {
            _orphaned++;
            if (WhyForeign(orphan) is { } foreign)
            {
                Find(foreign with { Severity = DiagnosticSeverity.Error });
                continue;
            }

            Find(DiagnosticCodes.Orphaned, "The manifest does not name this file. 'khmercache validate --repair' takes it in, or deletes what was left half-written.", orphan);
        }

        return damaged;
    }

    // They tell only what need not be looked at again: nothing of the cache is lost with them.
    private void CheckPlans()
    {
        foreach (var plan in _folder.ListSegments(SegmentKind.Plans).Where(plan => !_folder.IsIntact(plan)))
        {
            Find(
                DiagnosticCodes.Damaged,
                "Cache validation failed: the record of a finished plan does not hold what was written. 'khmercache validate --repair' deletes it.",
                _folder.PathOf(plan));
        }

        foreach (var marker in _folder.ListSegments(SegmentKind.Shards).Where(marker => !_folder.IsIntact(marker)))
        {
            Find(
                DiagnosticCodes.Damaged,
                "Cache validation failed: the marker of a complete shard does not hold what was written. 'khmercache validate --repair' deletes it; run the shard again before 'khmercache merge'.",
                _folder.PathOf(marker));
        }
    }

    private void CheckRows(CacheReader reader, LineSegment segment, StaleImages outdated)
    {
        var valid = reader.Valid.ToHashSet();
        var followed = reader.Valid.Where(recipe => !recipe.IsPixels).ToDictionary(recipe => (recipe.FontPath, recipe.ImageHeight));
        var (damagedRows, maskless) = (0L, 0L);
        for (var line = 0; line < segment.Lines; line++)
        {
            var hash = segment.TextHashAt(line);
            var textIsIntact = segment.TryGetText(line, out var text) && TextHash.Of(text) == hash;
            var (next, end) = segment.ImagesOf(line);
            for (; next < end; next++)
            {
                _checked++;
                if (!textIsIntact || !segment.TryReadEntry(next, hash, out var entry))
                {
                    damagedRows++;
                }
                else if (!valid.Contains(entry.Recipe))
                {
                    outdated.Add(entry.Recipe, followed[(entry.Recipe.FontPath, entry.Recipe.ImageHeight)]);
                }
                else if (entry.Pixels is null && !HasMasks(reader, entry))
                {
                    maskless++;
                }
            }
        }

        (_corrupt, _missing) = (_corrupt + damagedRows, _missing + maskless);
        Find(damagedRows, DiagnosticCodes.Damaged, $"Cache validation failed: {damagedRows} images are damaged. {Remedy}", segment.Path);
        Find(maskless, DiagnosticCodes.Missing, $"Cache validation failed: {maskless} images lack a glyph mask. {Remedy}", segment.Path);
    }

    private static bool HasMasks(CacheReader reader, in ImageEntry entry)
    {
        var atlas = reader.AtlasOf(entry.Recipe, entry.Run.Shrink);
        foreach (var glyph in entry.Run.Glyphs)
        {
            if (!atlas.TryFind(glyph.Glyph, out _))
            {
                return false;
            }
        }

        return true;
    }

    private void CheckDigest(CacheReader reader)
    {
        if (reader.Manifest is { } manifest && _diagnostics.TrueForAll(diagnostic => diagnostic.Severity == DiagnosticSeverity.Info)
            && ContentDigest.Compute(reader.Index, reader.ChooseMasks(), reader.Valid).Digest != manifest.ContentDigest)
        {
            Find(
                DiagnosticCodes.Damaged,
                "Cache validation failed: the manifest tells another content digest than the segments have. 'khmercache validate --repair' makes it again.",
                _folder.ManifestPath);
        }
    }

    private void CheckRecipes(CacheReader reader)
    {
        var stale = new StaleImages();
        foreach (var recipe in reader.Valid.Where(recipe => !recipe.IsPixels))
        {
            if (RecipeNow(recipe) is { } now && now != recipe)
            {
                stale.Add(recipe, now, ImagesOf(reader, recipe));
            }
        }

        Find(stale, DiagnosticSeverity.Error, "Stale", Remedy);
    }

    /// <summary>The recipe that rendering now would follow in the place of another; null where the font is not there.</summary>
    private Recipe? RecipeNow(Recipe recipe)
    {
        var font = FontDescriptor.FromPath(recipe.FontPath, _projectDirectory);
        if (!File.Exists(font.FilePath))
        {
            return null;
        }

        // Another file may be no font at all: that it has changed is what is to be said of it.
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(font.FilePath)));
        return sha256 != recipe.FontSha256 ? recipe with { FontSha256 = sha256 } : _renderer?.GetRecipe(font, recipe.ImageHeight);
    }

    private void CheckMasks(CacheReader reader)
    {
        var masks = reader.ChooseMasks();
        foreach (var group in reader.Valid.Where(recipe => DrawnByAnother(masks, recipe) && RecipeNow(recipe) == recipe).GroupBy(masks.RasterizerOf))
        {
            var images = group.Sum(recipe => ImagesOf(reader, recipe));
            _stale += images;
            Find(
                images,
                DiagnosticCodes.Stale,
                $"Stale: the glyph masks of {StaleImages.NameFonts(group.Select(recipe => recipe.FontPath))}, because they were drawn by '{group.Key}' and the rasteriser is '{_rasterizer}' now. {Remedy}",
                _folder.Directory);
        }
    }

    private bool DrawnByAnother(MaskChoice masks, Recipe recipe) => _rasterizer is not null && masks.RasterizerOf(recipe) is { } drawnBy && drawnBy != _rasterizer;

    private static long ImagesOf(CacheReader reader, Recipe recipe) =>
        reader.Index.Segments.SelectMany(segment => segment.Fonts).Where(font => font.Recipe == recipe).Sum(font => font.Images);

    private void CheckPixels(CacheReader reader, ILineRenderer renderer, CancellationToken cancellationToken)
    {
        var masks = reader.ChooseMasks();
        var untrue = new Dictionary<string, (long Count, string Text)>(StringComparer.Ordinal);

        // A line whose text is damaged has been counted with its row, and there is nothing to render it from.
        foreach (var (text, recipe, image) in reader.ReadAll(skipsDamagedTexts: true).Where(image => !image.Recipe.IsPixels))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var font = FontDescriptor.FromPath(recipe.FontPath, _projectDirectory);
            if (!File.Exists(font.FilePath))
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.FontNotFound,
                    $"--deep renders again, and needs the font '{recipe.FontPath}'. Name the folder that font paths start from with --project-directory.",
                    font.FilePath);
            }

            // What another font file, renderer or rasteriser has made is stale, and counted as such.
            if (!DrawnByAnother(masks, recipe) && renderer.GetRecipe(font, recipe.ImageHeight) == recipe && !ShowsTheSame(image, renderer, text, font, recipe.ImageHeight))
            {
                untrue[recipe.FontPath] = (untrue.GetValueOrDefault(recipe.FontPath).Count + 1, text);
            }
        }

        foreach (var (font, (count, text)) in untrue.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            _corrupt += count;
            Find(
                DiagnosticCodes.Damaged,
                $"Cache validation failed: {count} images in {font} are not what rendering gives now, such as that of '{text}'. 'khmercache clear' and 'pregenerate' make them again.",
                _folder.Directory);
        }
    }

    private static bool ShowsTheSame(in CachedImage image, ILineRenderer renderer, string text, FontDescriptor font, int imageHeight)
    {
        try
        {
            return renderer.TryRender(text, font, imageHeight, out var line, out _) && image.ToImage().Pixels.SequenceEqual(line.Image.Pixels);
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
        {
            return false;
        }
    }

    private bool TryOpen(string segment)
    {
        try
        {
            if (CacheFolder.IsLines(segment))
            {
                LineSegment.Open(_folder.PathOf(segment)).Dispose();
            }

            return true;
        }
        catch (KhmerCacheException)
        {
            return false;
        }
    }

    // Something that a repair does not take in.
    private Diagnostic? WhyForeign(string path)
    {
        var segment = _folder.ListSegments().FirstOrDefault(segment => _folder.PathOf(segment) == path);
        if (segment is null || !_folder.IsIntact(segment))
        {
            return null;
        }

        try
        {
            if (CacheFolder.IsLines(segment))
            {
                LineSegment.Open(path).Dispose();
            }
            else
            {
                GlyphSegment.Open(path);
            }

            return null;
        }
        catch (KhmerCacheException exception)
        {
            return SegmentError.Foreign(exception.Diagnostic, path);
        }
    }

    // A glyph segment holds no images; what its loss costs is counted where the images lack their masks.
    private static long ImagesIn(ManifestSegment segment) => segment.Lines > 0 ? segment.Images : 0;

    private void Find(StaleImages images, DiagnosticSeverity severity, string what, string remedy)
    {
        _stale += images.Count;
        _diagnostics.AddRange(images.Describe(what).Select(cause => new Diagnostic(
            severity,
            DiagnosticCodes.Stale,
            $"{cause.Message} {remedy}",
            cause.ChangedFont is null ? _folder.Directory : Path.GetFullPath(cause.ChangedFont, _projectDirectory))));
    }

    private void Find(string code, string message, string file) => Find(new Diagnostic(DiagnosticSeverity.Error, code, message, file));

    private void Find(long count, string code, string message, string file) => Find(count > 0 ? new Diagnostic(DiagnosticSeverity.Error, code, message, file) : null);

    private void Find(Diagnostic? diagnostic)
    {
        if (diagnostic is not null)
        {
            _diagnostics.Add(diagnostic);
        }
    }
}
