using System.Text.Json.Nodes;
using KhmerCache.Rendering.Raster;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// The tree of the Python system: <c>cache_index.json</c>, <c>images/&lt;key&gt;.png</c> and <c>metadata/&lt;key&gt;.json</c>, with the same keys and fields.
/// The index comes last, so that a tree that was cut short is not taken for whole.
/// </summary>
internal static class FilesExport
{
    /// <summary>Writes the tree, and returns the number of images.</summary>
    /// <exception cref="KhmerCacheException">An image is damaged.</exception>
    public static long Run(CacheReader reader, string directory, Action<long> onProgress, CancellationToken cancellationToken)
    {
        var (images, metadata) = (Path.Combine(directory, "images"), Path.Combine(directory, "metadata"));
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(metadata);
        var index = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (text, recipe, image) in reader.ReadAll())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = CacheKey.Create(text, recipe.FontPath, recipe.ImageHeight).ToString();

            // A picture put in by hand and a rendered one have the same key; the one put in by hand is the one that readers see.
            if (index.ContainsKey(key) && !recipe.IsPixels)
            {
                continue;
            }

            File.WriteAllBytes(Path.Combine(images, key + ".png"), PngImage.Encode(image.ToImage()));
            File.WriteAllText(Path.Combine(metadata, key + ".json"), ReadableJson.Of(MetadataOf(text, recipe, image.Width, key)));
            index[key] = new JsonObject
            {
                ["text"] = text,
                ["font"] = recipe.FontPath[(recipe.FontPath.LastIndexOf('/') + 1)..],
                ["image_path"] = $"images/{key}.png",
                ["metadata_path"] = $"metadata/{key}.json",
            };
            onProgress(index.Count);
        }

        File.WriteAllText(Path.Combine(directory, CacheFolder.ManifestName), ReadableJson.Of(new JsonObject(index)));
        return index.Count;
    }

    private static JsonObject MetadataOf(string text, Recipe recipe, int width, string key)
    {
        var fields = new JsonObject
        {
            ["text"] = text,
            ["font_path"] = recipe.FontPath,
            ["image_height"] = recipe.ImageHeight,
            ["image_width"] = width,
            ["cache_key"] = key,
        };

        // The only clock that gives the same bytes everywhere is the one that the build was given.
        if (Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } epoch)
        {
            fields["created_at"] = epoch;
        }

        return fields;
    }
}
