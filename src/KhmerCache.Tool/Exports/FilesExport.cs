using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Exports;

/// <summary>
/// The tree of the Python system: <c>cache_index.json</c>, <c>images/&lt;key&gt;.png</c> and <c>metadata/&lt;key&gt;.json</c>, with the same keys and fields.
/// The index comes last, so that a tree that was cut short is not taken for whole; the next run makes what is missing or differs.
/// </summary>
internal static class FilesExport
{
    /// <summary>What stands for the time where the build was given none: the same bytes on every machine.</summary>
    private const string NoTime = "0";

    /// <summary>Writes the tree.</summary>
    /// <exception cref="KhmerCacheException">An image is damaged.</exception>
    public static void Run(string directory, ExportSplit split, ExportProgress progress)
    {
        var tree = TreeOutput.Open(directory, split.Images);
        var index = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var image in progress.Encode(split.Images))
        {
            var key = image.Key.ToString();
            tree.Write($"images/{key}.png", image.Png);
            tree.Write($"metadata/{key}.json", Encoding.UTF8.GetBytes(ReadableJson.Of(MetadataOf(image))));
            index[key] = new JsonObject
            {
                ["text"] = image.Text,
                ["font"] = image.Recipe.FontPath[(image.Recipe.FontPath.LastIndexOf('/') + 1)..],
                ["image_path"] = $"images/{key}.png",
                ["metadata_path"] = $"metadata/{key}.json",
            };
        }

        tree.WriteIndex(Encoding.UTF8.GetBytes(ReadableJson.Of(new JsonObject(index))));
    }

    private static JsonObject MetadataOf(EncodedImage image) => new()
    {
        ["text"] = image.Text,
        ["font_path"] = image.Recipe.FontPath,
        ["image_height"] = image.Recipe.ImageHeight,
        ["image_width"] = image.Width,
        ["cache_key"] = image.Key.ToString(),
        ["created_at"] = CreatedAt(),
    };

    // Seconds in a string, as the Python system has it. The only clock that gives the same bytes everywhere is the one that the build was given.
    private static string CreatedAt() => Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } epoch ? epoch : NoTime;
}
