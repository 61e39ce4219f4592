using KhmerCache.Glyphs;

namespace KhmerCache.Storage;

/// <summary>
/// Adds entries to a cache. Segments appear as they are written; <see cref="Commit"/> makes the manifest tell of them.
/// Several writers may work on one folder: each sees the others' segments when it commits.
/// </summary>
internal sealed class CacheWriter(CacheFolder folder)
{
    private readonly List<string> _written = [];

    /// <summary>The segments that this writer has written.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <summary>Writes the masks, which must not be in the cache yet. They come before the lines that they show.</summary>
    public void WriteGlyphs(IReadOnlyCollection<KeyValuePair<GlyphKey, GlyphMask>> masks)
    {
        if (masks.Count > 0)
        {
            _written.Add(folder.Publish(SegmentKind.Glyphs, GlyphSegment.Write(masks)));
        }
    }

    /// <summary>Writes lines of distinct texts.</summary>
    public void WriteLines(IReadOnlyCollection<LineEntry> lines, int jobs = 1)
    {
        if (lines.Count > 0)
        {
            _written.Add(folder.Publish(SegmentKind.Lines, LineSegmentWriter.Write(lines, jobs)));
        }
    }

    /// <summary>
    /// Takes images out, by writing the segments that hold them anew without them. Rows that are damaged go with them.
    /// </summary>
    /// <param name="segments">The segments to look at, as the folder names them.</param>
    /// <param name="remove">Which images, by text and recipe.</param>
    public void Remove(IEnumerable<string> segments, Func<string, Recipe, bool> remove)
    {
        foreach (var name in segments)
        {
            using (var segment = LineSegment.Open(folder.PathOf(name)))
            {
                var kept = segment.ReadLines((text, image) => !remove(text, image.Recipe)).ToArray();
                if (kept.Sum(line => line.Images.Count) == segment.Images)
                {
                    continue;
                }

                WriteLines(kept);
            }

            folder.Delete(name);
        }
    }

    /// <summary>
    /// Deletes segments that are damaged. Pictures put in by hand, which nothing can render again, are saved from them where their rows are intact.
    /// </summary>
    /// <param name="segments">The segments; one that is intact by now, because the same content was written again, stays.</param>
    public void DeleteDamaged(IEnumerable<string> segments)
    {
        foreach (var name in segments.Where(name => !folder.IsIntact(name)))
        {
            if (name.StartsWith(CacheFolder.FolderOf(SegmentKind.Lines), StringComparison.Ordinal))
            {
                SavePixels(name);
            }

            folder.Delete(name);
        }
    }

    /// <summary>Makes the manifest tell of all segments that are in the folder now, by whomever they were written.</summary>
    /// <param name="recipes">The recipes that are valid from now on, for their fonts and heights.</param>
    /// <param name="rasterizer">The rasteriser whose masks show the runs from now on; null to leave it.</param>
    /// <param name="splits">What was planned; null to leave it.</param>
    public Manifest Commit(IEnumerable<Recipe>? recipes = null, string? rasterizer = null, IReadOnlyDictionary<string, SplitCount>? splits = null)
    {
        using var held = folder.Lock();
        var old = Manifest.Read(folder);
        var (lines, glyphs) = (folder.ListSegments(SegmentKind.Lines), folder.ListSegments(SegmentKind.Glyphs));
        using var index = SegmentIndex.Open(folder, lines);
        var store = GlyphStore.Open(folder, glyphs, rasterizer ?? old?.Rasterizer);
        var valid = ValidRecipes.Choose(index, [.. recipes ?? [], .. old?.Recipes.Select(recipe => recipe.ToRecipe()) ?? []]);
        var (digest, images) = ContentDigest.Compute(index, store, valid);
        var manifest = new Manifest
        {
            ContentDigest = digest,
            TotalImages = images.Values.Sum(),
            Rasterizer = rasterizer ?? old?.Rasterizer ?? store.Masks.Keys.Select(key => key.Rasterizer).Order(StringComparer.Ordinal).LastOrDefault(),
            Recipes = [.. valid.Select(recipe => ManifestRecipe.Of(recipe, images[recipe]))],
            Splits = new(splits?.ToDictionary() ?? old?.Splits.ToDictionary() ?? [], StringComparer.Ordinal),
            Segments =
            [
                .. glyphs.Select(name => new ManifestSegment(name, new FileInfo(folder.PathOf(name)).Length, 0, 0)),
                .. index.Segments.Select(segment => new ManifestSegment(
                    $"lines/{Path.GetFileName(segment.Path)}", new FileInfo(segment.Path).Length, segment.Lines, segment.Images)),
            ],
        };
        folder.WriteManifest(manifest.ToJson());
        return manifest;
    }

    private void SavePixels(string name)
    {
        try
        {
            using var segment = LineSegment.Open(folder.PathOf(name));
            WriteLines([.. segment.ReadLines((_, image) => image.Recipe.IsPixels)]);
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing)
        {
            // Damaged as a whole: there is nothing to save.
        }
    }
}
