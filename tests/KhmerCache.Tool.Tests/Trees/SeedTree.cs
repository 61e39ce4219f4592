using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests.Trees;

/// <summary>A tree of files as the Python system writes it, to be altered.</summary>
internal sealed class SeedTree
{
    /// <summary>A text that the workspace's corpora do not have.</summary>
    public const string Text = "ភាសាខ្មែរ";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder;

    /// <summary>Takes up the tree of a folder; one that is not there is made, without entries.</summary>
    public SeedTree(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        Directory.CreateDirectory(Path.Combine(folder, "metadata"));
        Index = File.Exists(IndexPath) ? JsonNode.Parse(File.ReadAllBytes(IndexPath))!.AsObject() : [];
    }

    public JsonObject Index { get; }

    public string IndexPath => Path.Combine(_folder, "cache_index.json");

    /// <summary>A small picture with all kinds of greys, 7 × 16 px.</summary>
    public static LineImage Picture { get; } = new(7, 16, [.. Enumerable.Range(0, 7 * 16).Select(i => (byte)(i * 37))]);

    public string ImageOf(string key) => Path.Combine(_folder, "images", key + ".png");

    public string MetadataOf(string key) => Path.Combine(_folder, "metadata", key + ".json");

    public static string KeyOf(string text, string fontPath, int height) => CacheKey.Create(text, fontPath, height).ToString();

    /// <summary>Adds an entry as the Python program does, and returns its key.</summary>
    /// <param name="text">The label.</param>
    /// <param name="fontPath">The font.</param>
    /// <param name="image">The picture.</param>
    /// <param name="alter">Alters the entry of the index and the metadata before they are written.</param>
    public string Add(string text = Text, string fontPath = Workspace.FontA, LineImage? image = null, Action<JsonObject, JsonObject>? alter = null)
    {
        image ??= Picture;
        var key = KeyOf(text, fontPath, image.Height);
        var entry = new JsonObject { ["text"] = text, ["font"] = fontPath.Split('/')[^1], ["image_path"] = $"data/synthetic/images/{key}.png", ["metadata_path"] = $"data/synthetic/metadata/{key}.json" };
        var metadata = new JsonObject
        {
            ["text"] = text,
            ["font_path"] = fontPath,
            ["image_height"] = image.Height,
            ["image_width"] = image.Width,
            ["cache_key"] = key,
            ["created_at"] = "1700000000.5",
        };
        alter?.Invoke(entry, metadata);
        Index[key] = entry;
        WriteIndex();
        File.WriteAllBytes(ImageOf(key), PngFile.Of(image));
        File.WriteAllText(MetadataOf(key), metadata.ToJsonString(Indented));
        return key;
    }

    public void WriteIndex() => File.WriteAllText(IndexPath, IndexText);

    public string IndexText => Index.ToJsonString(Indented);

    /// <summary>Puts an entry into the index as it is written, before all others.</summary>
    public void WriteIndexWith(string entry) => File.WriteAllText(IndexPath, "{" + entry + (Index.Count > 0 ? "," : "") + IndexText[1..]);
}
