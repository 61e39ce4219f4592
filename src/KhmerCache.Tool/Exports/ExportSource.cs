using System.Text;
using KhmerCache.Corpora;
using KhmerCache.Datasets;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Exports;

/// <summary>What an export has to write: the images of a cache by split, each picture that a reader of the cache would see once.</summary>
internal static class ExportSource
{
    /// <summary>The split of all images, where nobody said what the corpora are: a cache does not tell splits apart.</summary>
    public const string NoSplit = "all";

    /// <summary>All images, ordered by text and font.</summary>
    /// <exception cref="KhmerCacheException">A text is damaged.</exception>
    public static ExportSplit All(CacheReader reader) => new(
        NoSplit,
        [
            .. reader.ReadAll().Where(entry => IsSeen(reader, entry.Text, entry.Recipe)).Select(entry => (entry.Recipe, Image: new ExportImage(entry.Text, entry.Image)))
                .OrderBy(entry => entry.Image.Text, StringComparer.Ordinal).ThenBy(entry => entry.Recipe.FontPath, StringComparer.Ordinal).ThenBy(entry => entry.Recipe.ImageHeight)
                .Select(entry => entry.Image),
        ]);

    /// <summary>
    /// The images of splits, in the order of their corpora and then by font: those that a pregeneration of these splits in these fonts makes, and a dataset shows. What the cache has of
    /// other fonts and heights belongs to somebody else.
    /// </summary>
    /// <param name="reader">The cache.</param>
    /// <param name="splits">The splits.</param>
    /// <param name="fonts">The fonts; where there are none, those that the cache has of a line.</param>
    /// <param name="imageHeight">The height; 0 for each that the cache has.</param>
    /// <exception cref="KhmerCacheException">A corpus file can't be read or is not UTF-8, or a split has no line.</exception>
    public static IReadOnlyList<ExportSplit> Of(CacheReader reader, IReadOnlyList<SplitDescriptor> splits, IReadOnlyList<FontDescriptor> fonts, int imageHeight)
    {
        var heights = imageHeight > 0 ? [imageHeight] : reader.Valid.Select(recipe => recipe.ImageHeight).Distinct().Order().ToArray();
        var given = fonts.OrderBy(font => font.Path, StringComparer.Ordinal).ToArray();
        var known = given.Length > 0
            ? given
            : [.. reader.Valid.Select(recipe => recipe.FontPath).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(path => new FontDescriptor("", path, ""))];
        return [.. splits.Select(split => ReadSplit(reader, split, known, isGiven: given.Length > 0, heights))];
    }

    /// <summary>All splits as one, each image once, for a form that does not tell splits apart.</summary>
    public static ExportSplit Merge(IReadOnlyList<ExportSplit> splits) => new(NoSplit, [.. splits.SelectMany(split => split.Images).DistinctBy(image => image.Key)]);

    private static ExportSplit ReadSplit(CacheReader reader, SplitDescriptor split, FontDescriptor[] fonts, bool isGiven, int[] heights)
    {
        var (images, missing) = (new List<ExportImage>(), new List<MissingImage>());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<(int Font, ExportImage Image)>();
        foreach (var label in CorpusReader.StreamSplit(split, split.MaxLines).Where(label => seen.Add(label.Line.Text)))
        {
            var utf8 = Encoding.UTF8.GetBytes(label.Line.Text);
            var hash = TextHash.Of(utf8);
            found.Clear();
            foreach (var height in heights)
            {
                // Where nobody said which fonts are meant, the line is shown in those that it has images in.
                int[] candidates = isGiven ? [.. Enumerable.Range(0, fonts.Length)] : [.. Enumerable.Range(0, fonts.Length).Where(font => TryFind(font, height, out _))];
                int[] chosen = candidates.Length == 0 ? [] : FontChoice.ForSplit(utf8, split, Array.ConvertAll(candidates, font => fonts[font]));
                foreach (var font in chosen.Select(choice => candidates[choice]))
                {
                    if (TryFind(font, height, out var image))
                    {
                        found.Add((font, new ExportImage(label.Line.Text, image)));
                    }
                    else
                    {
                        missing.Add(new MissingImage(label.Line, fonts[font], height));
                    }
                }
            }

            if (!isGiven && found.Count == 0)
            {
                missing.Add(new MissingImage(label.Line, Font: null, heights.FirstOrDefault()));
            }

            // Stable: of a font, the heights stay in order.
            images.AddRange(found.OrderBy(place => place.Font).Select(place => place.Image));

            bool TryFind(int font, int height, out CachedImage image) => reader.TryFind(hash, utf8, reader.RecipeIdsOf(fonts[font].Path, height), out image);
        }

        return new ExportSplit(split.Name, images) { Missing = missing };
    }

    // A picture put in by hand and a rendered one have the same key; the one put in by hand is the one that readers see.
    private static bool IsSeen(CacheReader reader, string text, Recipe recipe)
    {
        var ids = reader.RecipeIdsOf(recipe.FontPath, recipe.ImageHeight);
        var utf8 = ids.Length > 1 ? Encoding.UTF8.GetBytes(text) : [];
        return ids.Length <= 1 || (reader.TryFind(TextHash.Of(utf8), utf8, ids, out var best) && best.Recipe == recipe);
    }
}
