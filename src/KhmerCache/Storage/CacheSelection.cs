namespace KhmerCache.Storage;

/// <summary>Some images of a cache, such as those that one project asks for where several share it.</summary>
/// <param name="reader">The cache.</param>
/// <param name="keeps">Whether an image is one of them, by the hash of its text and its recipe.</param>
/// <param name="rasterizerOf">The rasteriser whose masks are to show the images of a recipe, if it has drawn all of them.</param>
/// <param name="hashes">The hashes that texts of these images have, from the first to the last of them; others need not be looked at.</param>
internal sealed class CacheSelection(CacheReader reader, Func<ulong, Recipe, bool> keeps, Func<Recipe, string?> rasterizerOf, (ulong First, ulong Last)? hashes = null)
{
    private readonly SegmentMerger _merger = new(
        [.. reader.Index.Segments.Where(segment => hashes is not var (first, last) || (segment.Lines > 0 && segment.TextHashAt(0) <= last && segment.TextHashAt(segment.Lines - 1) >= first))]);

    /// <summary>The cache that they are taken from.</summary>
    public CacheFolder Folder => reader.Folder;

    /// <summary>The error where a cache that was just complete is not any more.</summary>
    public static KhmerCacheException Incomplete(CacheFolder folder) => new(
        DiagnosticCodes.CacheNotWritable, "Another process removed images that were just made. Run 'khmercache pregenerate' again when it is done.", folder.Directory);

    /// <summary>All images that a cache shows.</summary>
    public static CacheSelection All(CacheReader reader) => new(reader, Compactor.KeepOnly(reader.Valid.ToHashSet()), recipe => reader.Manifest?.RasterizerOf(recipe));

    /// <summary>The images that a plan asks for.</summary>
    /// <param name="reader">The cache, which is complete for the plan.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="rasterizer">The rasteriser that the plan was made complete with.</param>
    public static CacheSelection Of(CacheReader reader, PlanRecord plan, string rasterizer)
    {
        var fonts = plan.FontsAmong(reader.Index.Recipes);
        return new(
            reader,
            (textHash, recipe) => fonts.TryGetValue(recipe, out var font) && plan.AsksFor(textHash, font),
            _ => rasterizer,
            plan.TextHashes is [var first, ..] ? (first, plan.TextHashes[^1]) : null);
    }

    /// <summary>The content digest of a cache that holds these images and nothing else, from the rows themselves; how many images they are, and the sum of their hashes.</summary>
    /// <exception cref="KhmerCacheException">A row is damaged.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public (string Digest, long Images, Hash128 EntrySum) Digest(CancellationToken cancellationToken)
    {
        Recipe[] recipes = [.. reader.Index.Recipes];
        var fonts = recipes.Index().ToDictionary(font => font.Item, font => font.Index);
        var (drafter, lines) = (new LineDrafter(recipes), 0);
        foreach (var line in _merger.Lines)
        {
            line.CheckText();
            drafter.BeginLine(line.TextUtf8, line.TextHash);
            foreach (var image in line.Images.Where(image => keeps(line.TextHash, image.Recipe)))
            {
                drafter.Add(fonts[image.Recipe], image.Read());
            }

            drafter.EndLine();
            if (++lines % LineSegmentWriter.LinesPerDraft == 0)
            {
                // Only its sums are of use here.
                cancellationToken.ThrowIfCancellationRequested();
                drafter.TakeDraft();
            }
        }

        var (images, sum) = (0L, default(Hash128));
        for (var font = 0; font < recipes.Length; font++)
        {
            images += drafter.ImagesOf(font);
            sum += drafter.EntrySumOf(font);
        }

        var needed = recipes.Index().Where(font => drafter.SymbolsOf(font.Index) is not null)
            .ToDictionary(font => font.Item, font => drafter.SymbolsOf(font.Index)!.Masks.ToHashSet());
        return (ContentDigest.Of(images, sum, new MaskChoice(needed, reader.Glyphs, rasterizerOf)), images, sum);
    }

    /// <summary>Writes these images into an empty folder, in their canonical form: the same ones are the same files, whatever else the cache holds.</summary>
    /// <param name="target">The folder.</param>
    /// <param name="splits">What was planned.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">A row is damaged, or the folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public Manifest CopyInto(CacheFolder target, IReadOnlyDictionary<string, SplitCount> splits, CancellationToken cancellationToken)
    {
        var writer = new CacheWriter(target);
        var recipes = Compactor.Copy(reader.Index, reader.Glyphs, keeps, reader.Index.Recipes, rasterizerOf, target, writer, cancellationToken);

        // So that all of them are valid, and shown with the same masks as here; and no recipe of which none was kept takes the place of theirs.
        target.WriteManifest(new Manifest { Recipes = recipes, Splits = new(splits.ToDictionary(), StringComparer.Ordinal) }.ToJson());
        return writer.Commit();
    }
}
