namespace KhmerCache.Storage.Packing;

/// <summary>Adds what a packed cache holds to a cache. All of it is checked in a folder of its own first: what can't be used changes nothing.</summary>
internal static class CacheRestorer
{
    /// <summary>Whether a cache has all segments of a packed one, so that nothing has to be unpacked.</summary>
    public static bool IsRestored(CacheFolder folder, PackedCache packed)
    {
        var told = Manifest.Read(folder)?.Segments.ToDictionary(segment => segment.File, StringComparer.Ordinal) ?? [];
        return packed.Manifest.Segments.Count > 0 && packed.Manifest.Segments.All(segment =>
            told.TryGetValue(segment.File, out var known) && known.Bytes == segment.Bytes && new FileInfo(folder.PathOf(segment.File)) is { Exists: true } file && file.Length == segment.Bytes);
    }

    /// <summary>Unpacks, checks and adds, unless all is there already. Where the cache has images of another version of a font, those of the packed cache are shown from now on.</summary>
    /// <param name="folder">The cache; made if it is missing.</param>
    /// <param name="packed">The packed cache.</param>
    /// <param name="cancellationToken">Ends the work; the cache is then as it was.</param>
    /// <exception cref="KhmerCacheException">The packed cache can't be used, or the folder can't be written to or is of an unknown format version. The cache is as it was.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static RestoreReport Run(CacheFolder folder, PackedCache packed, CancellationToken cancellationToken)
    {
        if (IsRestored(folder, packed))
        {
            return new RestoreReport(packed.Path, packed.Manifest.TotalImages, 0);
        }

        using var scratch = new ScratchCache();
        Check(scratch.Folder, packed, cancellationToken);
        folder.CheckWritable(cancellationToken);
        folder.DeleteTemporaryFiles();
        return new RestoreReport(packed.Path, packed.Manifest.TotalImages, Add(folder, scratch.Folder, packed.Manifest, cancellationToken));
    }

    /// <summary>Unpacks into a folder, and makes the manifest anew from what came out.</summary>
    private static void Check(CacheFolder scratch, PackedCache packed, CancellationToken cancellationToken)
    {
        var writer = new CacheWriter(scratch);
        packed.Unpack(writer, cancellationToken);
        try
        {
            var told = packed.Manifest;
            scratch.WriteManifest(new Manifest { Recipes = told.Recipes, Splits = told.Splits }.ToJson());
            var found = writer.Commit();
            using var reader = CacheReader.Open(scratch, (_, diagnostic) => throw new KhmerCacheException(diagnostic));

            // From the rows themselves: what segments say of the sums over their rows is what somebody wrote there.
            var (digest, images, _) = CacheSelection.All(reader).Digest(cancellationToken);
            if (digest != told.ContentDigest || images != told.TotalImages || found.ContentDigest != digest
                || !found.Recipes.SequenceEqual(told.Recipes) || !IsAsTold(found.Segments, told.Segments))
            {
                throw PackedError.Of(packed.Path, $"its segments show {images} images with the content digest {digest}, and its manifest tells of {told.TotalImages} with {PackedName.Printable(told.ContentDigest)}");
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or KhmerCacheException { Diagnostic.Code: DiagnosticCodes.PackedCacheNotUsable or DiagnosticCodes.CacheNotWritable }))
        {
            // A segment that is named by what it holds may hold anything, and the reader meets it with exceptions of any kind.
            throw PackedError.Of(packed.Path, $"one of its segments is damaged: {(exception as KhmerCacheException)?.Diagnostic.Message ?? exception.Message}", exception);
        }
    }

    private static bool IsAsTold(IReadOnlyList<ManifestSegment> found, IReadOnlyList<ManifestSegment> told) =>
        found.Count == told.Count && found.Zip(told).All(pair => pair.First.IsAsToldBy(pair.Second));

    private static int Add(CacheFolder folder, CacheFolder scratch, Manifest packed, CancellationToken cancellationToken)
    {
        var writer = new CacheWriter(folder);
        var added = new List<string>();
        try
        {
            // Glyphs come first: a line is never there before what it is drawn with.
            foreach (var segment in packed.Segments.Select(segment => segment.File).Where(segment => !folder.IsIntact(segment)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!File.Exists(folder.PathOf(segment)))
                {
                    added.Add(segment);
                }

                writer.WriteCopy(CacheFolder.IsLines(segment) ? SegmentKind.Lines : SegmentKind.Glyphs, output =>
                {
                    using var input = File.OpenRead(scratch.PathOf(segment));
                    input.CopyTo(output);
                });
            }

            var rasterizers = packed.Recipes.Select(recipe => recipe.Rasterizer).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
            writer.Commit([.. packed.Recipes.Select(recipe => recipe.ToRecipe())], rasterizers.Length == 1 ? rasterizers[0] : null, packed.Splits);
            return writer.Written.Count;
        }
        catch
        {
            TakeBack(folder, added);
            throw;
        }
    }

    // Unless somebody's manifest names them by now: then others count on them.
    private static void TakeBack(CacheFolder folder, List<string> added)
    {
        try
        {
            var named = Manifest.Read(folder)?.Segments.Select(segment => segment.File).ToHashSet(StringComparer.Ordinal) ?? [];
            added.Where(segment => !named.Contains(segment)).ToList().ForEach(folder.Delete);
        }
        catch (KhmerCacheException)
        {
            // What stays is whole, and the next writer takes it in; what went wrong before is what the user has to know.
        }
    }
}
