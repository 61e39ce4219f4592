using System.Diagnostics;
using KhmerCache.Rendering;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Rendering.Watching;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Imports;

/// <summary>
/// Takes a tree of the Python system into a cache, as <see cref="Exports.FilesExport"/> or the Python program writes it. What can't be relied on is refused entry by entry, and the rest
/// comes in. The index is read first, and sorted by what segments are ordered by; metadata and pictures follow, a few at a time.
/// </summary>
internal sealed class FilesImport
{
    /// <summary>Entries whose metadata are in memory.</summary>
    private const int EntriesAtATime = 1024;

    /// <summary>Pixels of pictures that are looked at together: metadata may promise as many as a picture can have.</summary>
    private const int PixelsAtATime = 1 << 25;

    private readonly FilesImportOptions _options;
    private readonly TreeFolder _tree;
    private readonly EntryInspection _inspection;
    private readonly CacheReader _cache;
    private readonly RunDerivation _derivation;
    private readonly ImportWriter? _writer;
    private readonly ParallelOptions _parallel;
    private readonly IProgress<PregenerationProgress> _progress;
    private UInt128? _last;
    private long _entries;
    private long _runs;
    private long _pictures;
    private long _cached;
    private long _refused;

    private FilesImport(FilesImportOptions options, CacheReader cache, LineRenderer renderer, IProgress<PregenerationProgress> progress, CancellationToken cancellationToken)
    {
        (_options, _cache, _progress) = (options, cache, progress);
        _tree = new TreeFolder(options.Input);
        var fonts = new FontMatch(options.Fonts, options.ProjectDirectory);
        _inspection = new EntryInspection(_tree, fonts);
        _derivation = new RunDerivation(renderer, fonts, cache, options.Log);
        _writer = options.IsDryRun ? null : new ImportWriter(cache.Folder, cache.Glyphs, options.Jobs);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellationToken };
    }

    /// <summary>Takes in what the cache lacks.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="progress">Is told how far the work has come.</param>
    /// <param name="cancellationToken">Ends the work; what has come in by then stays, and is there for the next run.</param>
    /// <exception cref="KhmerCacheException">The folder is no tree, a font can't be read, or the cache can't be written to or is of an unknown format version. The cache is sound.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static FilesImportReport Run(FilesImportOptions options, IProgress<PregenerationProgress> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var watchdog = new Watchdog(Watchdog.DefaultLimit);
        using var renderer = new LineRenderer(watchdog);
        using var cache = CacheReader.Open(new CacheFolder(options.CacheDirectory));
        var import = new FilesImport(options, cache, renderer, progress, cancellationToken);
        var manifest = watchdog.Run(() => import.Run(cancellationToken));
        return new FilesImportReport(
            import._entries, import._runs, import._pictures, import._cached, import._refused, watch.Elapsed.TotalSeconds, manifest?.ContentDigest ?? "");
    }

    private Manifest? Run(CancellationToken cancellationToken)
    {
        var fault = _tree.FindFault();
        var entries = ReadIndex(fault is null ? Refuse : _ => _refused++, cancellationToken);
        _entries = entries.Count + _refused;
        if (fault is not null)
        {
            _options.Log(fault);
            _refused = _entries;
            return _cache.Manifest;
        }

        try
        {
            for (var start = 0; start < entries.Count; start += EntriesAtATime)
            {
                Import([.. entries.Skip(start).Take(EntriesAtATime)]);
            }
        }
        catch (OperationCanceledException)
        {
            _writer?.Commit();
            throw;
        }

        return _writer is null ? _cache.Manifest : _writer.Commit();
    }

    private IReadOnlyList<TreeEntry> ReadIndex(Action<Diagnostic> refuse, CancellationToken cancellationToken)
    {
        using var index = _tree.OpenIndex();
        return TreeIndex.Read(index, _tree.IndexPath, refuse, cancellationToken);
    }

    private void Import(TreeEntry[] entries)
    {
        var candidates = new List<Candidate>(entries.Length);
        foreach (var (candidate, refusal) in ForEach(entries, entry => _inspection.InspectMetadata(entry)))
        {
            if ((refusal ?? FindObstacle(candidate!)) is { } diagnostic)
            {
                Refuse(diagnostic);
            }
            else
            {
                candidates.Add(candidate!);
            }
        }

        for (var start = 0; start < candidates.Count;)
        {
            var (end, pixels) = (start, 0L);
            while (end < candidates.Count && (end == start || pixels + candidates[end].Pixels <= PixelsAtATime))
            {
                pixels += candidates[end++].Pixels;
            }

            Import(candidates[start..end]);
            start = end;
        }

        _progress.Report(new PregenerationProgress(_runs + _pictures + _cached + _refused, _entries));
    }

    private void Import(List<Candidate> candidates)
    {
        foreach (var (image, refusal) in ForEach(candidates, LookAt))
        {
            if (refusal is not null)
            {
                Refuse(refusal);
            }
            else if (image is null)
            {
                _cached++;
            }
            else
            {
                _writer?.Add(image);
                (_runs, _pictures) = image.IsRun ? (_runs + 1, _pictures) : (_runs, _pictures + 1);
            }
        }
    }

    /// <summary>What can be said against an entry only beside others.</summary>
    private Diagnostic? FindObstacle(Candidate candidate)
    {
        if (_last == candidate.Entry.Key)
        {
            return Refusal.Of(_tree.IndexPath, $"{Refusal.Quote(candidate.Entry.Name)} stands in the index twice", "It came in once. Take the other one out of the index.").Diagnostic;
        }

        _last = candidate.Entry.Key;
        var metadata = candidate.Metadata;
        return _derivation.Begin(metadata.FontPath, metadata.ImageHeight)
            ? null
            : Refusal.Of(
                _tree.MetadataPath(candidate.Entry), $"the tree has more than {RunDerivation.MostStyles} fonts and heights", "Import it in several parts, or take out of the index what is not needed.").Diagnostic;
    }

    /// <summary>The image as it comes in; null where the cache shows it already.</summary>
    private ImportedImage? LookAt(Candidate candidate)
    {
        var (metadata, hash) = (candidate.Metadata, candidate.Entry.TextHash);
        var picture = _inspection.ReadPicture(candidate);
        var isThere = _cache.TryFind(
            hash, System.Text.Encoding.UTF8.GetBytes(metadata.Text), _cache.RecipeIdsOf(metadata.FontPath, metadata.ImageHeight), out var known);
        var (isShown, isPicture) = (isThere && Shows(known, picture), isThere && known.Recipe.IsPixels);
        if (isShown && !isPicture)
        {
            return null;
        }

        // A picture that was put in by hand is what readers see first, so it makes way.
        CacheKey? replaces = isPicture ? CacheKey.Create(metadata.Text, metadata.FontPath, metadata.ImageHeight) : null;
        return _derivation.Find(metadata, picture) is var (image, masks) ? new ImportedImage(metadata.Text, hash, image, masks, replaces)
            : isShown ? null
            : new ImportedImage(metadata.Text, hash, new ImageEntry(Recipe.Pixels(metadata.FontPath, metadata.ImageHeight), default, picture), [], replaces);
    }

    private static bool Shows(in CachedImage image, LineImage picture)
    {
        try
        {
            return image.Width == picture.Width && image.ToImage().Pixels.SequenceEqual(picture.Pixels);
        }
        catch (KhmerCacheException)
        {
            // Damaged: the tree's takes its place.
            return false;
        }
    }

    private void Refuse(Diagnostic diagnostic)
    {
        _refused++;
        _options.Log(diagnostic);
    }

    /// <summary>Does something with each item on several threads. The results come in the order of the items, each with a value or with what was refused.</summary>
    private (TResult? Value, Diagnostic? Refusal)[] ForEach<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, TResult?> work)
        where TResult : class
    {
        var results = new (TResult? Value, Diagnostic? Refusal)[items.Count];
        Parallel.For(0, results.Length, _parallel, index =>
        {
            try
            {
                results[index].Value = work(items[index]);
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.ImportRefused)
            {
                results[index].Refusal = exception.Diagnostic;
            }
        });
        return results;
    }
}
