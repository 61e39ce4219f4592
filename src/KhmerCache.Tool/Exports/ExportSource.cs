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

    /// <summary>The images of splits, in the order of their corpora: of a training line all, ordered by font, of a line to validate or test with the one that a dataset shows.</summary>
    /// <exception cref="KhmerCacheException">A corpus file can't be read or is not UTF-8, or a split has no line.</exception>
    public static IReadOnlyList<ExportSplit> Of(CacheReader reader, IReadOnlyList<SplitDescriptor> splits)
    {
        var pictures = reader.Valid.Select(recipe => (recipe.FontPath, recipe.ImageHeight)).Distinct()
            .OrderBy(picture => picture.FontPath, StringComparer.Ordinal).ThenBy(picture => picture.ImageHeight).ToArray();
        return [.. splits.Select(split => new ExportSplit(split.Name, [.. ReadSplit(reader, split, pictures)]))];
    }

    private static IEnumerable<ExportImage> ReadSplit(CacheReader reader, SplitDescriptor split, (string FontPath, int ImageHeight)[] pictures)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in CorpusReader.StreamSplit(split, split.MaxLines).Where(label => seen.Add(label.Line.Text)))
        {
            var utf8 = Encoding.UTF8.GetBytes(label.Line.Text);
            var hash = TextHash.Of(utf8);
            var found = new List<CachedImage>();
            foreach (var (fontPath, imageHeight) in pictures)
            {
                if (reader.TryFind(hash, utf8, reader.RecipeIdsOf(fontPath, imageHeight), out var image))
                {
                    found.Add(image);
                }
            }

            foreach (var image in split.IsTraining ? found : ChooseForEvaluation(utf8, found))
            {
                yield return new ExportImage(label.Line.Text, image);
            }
        }
    }

    // A text may have images in other fonts, because a training split has it too, or another project.
    private static IEnumerable<CachedImage> ChooseForEvaluation(byte[] utf8, List<CachedImage> found) =>
        from image in found
        group image by image.Height into images
        let fonts = images.Select(image => new FontDescriptor("", image.Recipe.FontPath, "")).ToArray()
        select images.ElementAt(FontChoice.ForEvaluation(utf8, fonts));

    // A picture put in by hand and a rendered one have the same key; the one put in by hand is the one that readers see.
    private static bool IsSeen(CacheReader reader, string text, Recipe recipe)
    {
        var ids = reader.RecipeIdsOf(recipe.FontPath, recipe.ImageHeight);
        var utf8 = ids.Length > 1 ? Encoding.UTF8.GetBytes(text) : [];
        return ids.Length <= 1 || (reader.TryFind(TextHash.Of(utf8), utf8, ids, out var best) && best.Recipe == recipe);
    }
}
