using System.Text;
using Apache.Arrow;
using KhmerCache.Glyphs;
using Array = System.Array;

namespace KhmerCache.Storage;

/// <summary>
/// Adds entries to a cache. Segments appear as they are written; <see cref="Commit"/> makes the manifest tell of them.
/// Several writers may work on one folder: each sees the others' segments when it commits.
/// </summary>
internal sealed class CacheWriter(CacheFolder folder)
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>The segments that this writer has written.</summary>
    public IReadOnlySet<string> Written => _written;

    /// <summary>Whether this writer has written a segment; may be asked while it writes.</summary>
    public bool HasWritten(string segment)
    {
        lock (_written)
        {
            return _written.Contains(segment);
        }
    }

    /// <summary>Writes the masks, which must not be in the cache yet. They come before the lines that they show.</summary>
    public void WriteGlyphs(IReadOnlyCollection<KeyValuePair<GlyphKey, GlyphMask>> masks)
    {
        if (masks.Count == 0)
        {
            return;
        }

        foreach (var part in GlyphSegment.Split(masks))
        {
            WriteCopy(SegmentKind.Glyphs, output => GlyphSegment.Write(output, part));
        }
    }

    /// <summary>Writes a segment as it is given, such as one of another cache, and returns the name that it has by what was written. Several threads may do so.</summary>
    public string WriteCopy(SegmentKind kind, Action<Stream> write)
    {
        var name = folder.Publish(kind, write);
        lock (_written)
        {
            _written.Add(name);
        }

        return name;
    }

    /// <summary>Writes lines of distinct texts as one segment.</summary>
    public void WriteLines(IReadOnlyCollection<LineEntry> lines, int jobs = 1)
    {
        if (lines.Count > 0)
        {
            Publish(LineSegmentWriter.LayOut(lines, jobs));
        }
    }

    /// <summary>Writes drafted lines, ordered and of distinct texts, as one segment.</summary>
    public void WriteDrafts(IReadOnlyList<LineDraft> drafts, IReadOnlyList<Recipe> recipes, int jobs)
    {
        if (drafts.Any(draft => draft.Lines > 0))
        {
            Publish(LineSegmentWriter.LayOut(drafts, recipes, jobs));
        }
    }

    /// <summary>Writes lines of distinct texts as the segments that <see cref="Partition"/> cuts them into.</summary>
    public void WritePartitioned(IEnumerable<LineEntry> lines)
    {
        LineEntry[] sorted = [.. lines.OrderBy(line => line.TextHash)];
        foreach (var part in Partition.Split(sorted.Length, line => sorted[line].TextHash, line => sorted[line].Weight))
        {
            WriteLines(sorted[part], Environment.ProcessorCount);
        }
    }

    /// <summary>
    /// Writes the segments that hold certain images anew without them; other writers' segments and damaged ones stay as they are. Only segments that hold one are decoded.
    /// For <see cref="Commit"/>, which then retires the old ones.
    /// </summary>
    /// <param name="segments">The segments to look at, as the folder names them.</param>
    /// <param name="images">Which images, by text and recipe.</param>
    /// <returns>The segments that were written anew.</returns>
    public List<string> WriteWithout(IEnumerable<string> segments, IReadOnlySet<(string Text, Recipe Recipe)> images)
    {
        var retired = new List<string>();
        (byte[] TextUtf8, Recipe Recipe)[] wanted = [.. images.Select(image => (Encoding.UTF8.GetBytes(image.Text), image.Recipe))];
        foreach (var name in segments.Where(name => CacheFolder.IsLines(name) && !_written.Contains(name)).ToArray())
        {
            if (TryOpen(name) is not { } segment)
            {
                continue;
            }

            using (segment)
            {
                if (Array.Exists(wanted, image => segment.Holds(image.TextUtf8, image.Recipe)) && folder.IsIntact(name))
                {
                    WriteLines([.. segment.ReadLines((text, image) => !images.Contains((text, image.Recipe)))]);
                    retired.Add(name);
                }
            }
        }

        return retired;
    }

    /// <summary>
    /// Saves from damaged segments what nothing can render again: pictures put in by hand, where their rows are intact.
    /// For <see cref="Commit"/>, which then retires the damaged ones.
    /// </summary>
    /// <param name="segments">The segments; one that is intact by now, because the same content was written again, stays.</param>
    /// <returns>The segments that are damaged.</returns>
    public List<string> SaveFromDamaged(IEnumerable<string> segments)
    {
        var damaged = segments.Where(name => !folder.IsIntact(name)).ToList();
        foreach (var name in damaged.Where(CacheFolder.IsLines))
        {
            using var segment = TryOpen(name);
            WriteLines([.. segment?.ReadLines((_, image) => image.Recipe.IsPixels) ?? []]);
        }

        return damaged;
    }

    /// <summary>
    /// Makes the manifest tell of all segments that are in the folder now, by whomever they were written. All of it happens
    /// under the folder's lock, and segments are deleted only when the manifest no longer names them.
    /// </summary>
    /// <param name="recipes">The recipes that are valid from now on, for their fonts and heights.</param>
    /// <param name="rasterizer">The rasteriser whose masks are to show the images of these recipes, if it has drawn all of them; null to leave it.</param>
    /// <param name="splits">What was planned; null to leave it.</param>
    /// <param name="replace">Is given the names of all segments, writes others in the place of some, and returns those that go; null to keep all.</param>
    /// <param name="takesOver">Whether the recipes take the place of those that are valid so far. Otherwise they are valid where the cache shows no image of another one.</param>
    public Manifest Commit(
        IReadOnlyCollection<Recipe>? recipes = null,
        string? rasterizer = null,
        IReadOnlyDictionary<string, SplitCount>? splits = null,
        Func<IReadOnlyList<string>, IReadOnlyCollection<string>>? replace = null,
        bool takesOver = true)
    {
        using var held = folder.Lock();
        folder.CheckIsNoIncompleteCopy();
        var old = Manifest.Read(folder);
        var leftovers = old?.Retired?.Except(_written, StringComparer.Ordinal) ?? [];
        var present = folder.ListSegments().Except(leftovers, StringComparer.Ordinal).ToArray();
        string[] retired = [.. (replace?.Invoke(present) ?? []).Except(_written, StringComparer.Ordinal), .. leftovers];
        var names = folder.ListSegments().Except(retired, StringComparer.Ordinal).ToArray();
        var told = old?.Segments.ToDictionary(segment => segment.File, StringComparer.Ordinal) ?? [];

        // What this writer has written it has named by what lies in the file.
        var intact = SegmentTrust.Sort(folder, old, names.Except(_written, StringComparer.Ordinal), isWhole: false)[true].Concat(_written).ToHashSet(StringComparer.Ordinal);
        using var index = SegmentIndex.Open(folder, names.Where(CacheFolder.IsLines), old, intact: intact);

        // What holds what its name says and still is no segment that can be read is not the cache's, and is left alone.
        var foreign = new HashSet<string>(StringComparer.Ordinal);
        Recipe[] before = [.. old?.Recipes.Select(recipe => recipe.ToRecipe()) ?? []];
        var valid = ValidRecipes.Choose(index, [.. takesOver ? [] : before.Where(index.Recipes.Contains), .. recipes ?? [], .. before]);
        var choice = new MaskChoice(
            index,
            GlyphStore.Open(folder, names.Where(name => !CacheFolder.IsLines(name)), old, (name, _) => foreign.UnionWith(intact.Contains(name) ? [name] : []), intact),
            valid,
            recipe => rasterizer is not null && recipes?.Contains(recipe) == true ? rasterizer : old?.RasterizerOf(recipe));
        var (digest, images) = ContentDigest.Compute(index, choice, valid);
        var manifest = new Manifest
        {
            ContentDigest = digest,
            TotalImages = images.Values.Sum(),
            Recipes = [.. valid.Select(recipe => ManifestRecipe.Of(recipe, choice.RasterizerOf(recipe), images[recipe]))],
            Splits = new(splits?.ToDictionary() ?? old?.Splits.ToDictionary() ?? [], StringComparer.Ordinal),
            Segments =
            [
                .. names.Where(name => !CacheFolder.IsLines(name) && !foreign.Contains(name)).Select(name => Tell(name, 0, 0, null)),
                .. index.Segments.Select(segment => Tell($"{CacheFolder.FolderOf(SegmentKind.Lines)}/{Path.GetFileName(segment.Path)}", segment.Lines, segment.Images, segment.TextHashes)),
            ],
        };
        if (retired.Length > 0)
        {
            // Named until they are gone, so that whoever finds them there, because this process ended, does not take them in again.
            folder.WriteManifest((manifest with { Retired = retired }).ToJson());
            Array.ForEach(retired, folder.Delete);
        }

        folder.WriteManifest(manifest.ToJson());
        return manifest;

        // What is damaged keeps the mark that it had, so that it is opened for what is left of it, and has no size, so that nobody trusts it.
        ManifestSegment Tell(string name, long lines, long images, HashRange? textHashes)
        {
            var path = folder.PathOf(name);
            try
            {
                return intact.Contains(name)
                    ? ManifestSegment.Of(name, new FileInfo(path).Length, lines, images, told.GetValueOrDefault(name)?.Mark ?? SegmentMark.OfFile(path), textHashes)
                    : ManifestSegment.Of(name, 0, lines, images, told.GetValueOrDefault(name)?.Mark);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.CacheNotWritable,
                    "Error caching image: the segment was removed while the manifest was made. Run 'khmercache pregenerate' again.",
                    path,
                    innerException: exception);
            }
        }
    }

    // Laid out before, since a file may have to be written twice, where somebody took it away meanwhile.
    private void Publish(RecordBatch lines)
    {
        using (lines)
        {
            WriteCopy(SegmentKind.Lines, output => ArrowColumns.WriteFile(output, lines));
        }
    }

    private LineSegment? TryOpen(string name)
    {
        try
        {
            return LineSegment.Open(folder.PathOf(name));
        }
        catch (KhmerCacheException exception) when (exception.Diagnostic.Code is DiagnosticCodes.Damaged or DiagnosticCodes.Missing or DiagnosticCodes.UnknownFormatVersion)
        {
            return null;
        }
    }
}
