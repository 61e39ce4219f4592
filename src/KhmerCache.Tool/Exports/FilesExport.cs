using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// The tree of the Python system: <c>cache_index.json</c>, <c>images/&lt;key&gt;.png</c> and <c>metadata/&lt;key&gt;.json</c>, with the same keys and fields.
/// The index comes last, so that a tree that was cut short is not taken for whole.
/// </summary>
internal static class FilesExport
{
    /// <summary>Writes the tree.</summary>
    /// <exception cref="KhmerCacheException">An image is damaged.</exception>
    public static void Run(string directory, ExportSplit split, ExportProgress progress)
    {
        var (images, metadata) = (Path.Combine(directory, "images"), Path.Combine(directory, "metadata"));
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(metadata);
        var index = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var image in progress.Encode(split.Images))
        {
            var key = image.Key.ToString();
            File.WriteAllBytes(Path.Combine(images, key + ".png"), image.Png);
            File.WriteAllText(Path.Combine(metadata, key + ".json"), ReadableJson.Of(MetadataOf(image)));
            index[key] = new JsonObject
            {
                ["text"] = image.Text,
                ["font"] = image.Recipe.FontPath[(image.Recipe.FontPath.LastIndexOf('/') + 1)..],
                ["image_path"] = $"images/{key}.png",
                ["metadata_path"] = $"metadata/{key}.json",
            };
        }

        File.WriteAllText(Path.Combine(directory, CacheFolder.ManifestName), ReadableJson.Of(new JsonObject(index)));
    }

    private static JsonObject MetadataOf(EncodedImage image)
    {
        var fields = new JsonObject
        {
            ["text"] = image.Text,
            ["font_path"] = image.Recipe.FontPath,
            ["image_height"] = image.Recipe.ImageHeight,
            ["image_width"] = image.Width,
            ["cache_key"] = image.Key.ToString(),
        };

        // The only clock that gives the same bytes everywhere is the one that the build was given.
        if (Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } epoch)
        {
            fields["created_at"] = epoch;
        }

        return fields;
    }
}
