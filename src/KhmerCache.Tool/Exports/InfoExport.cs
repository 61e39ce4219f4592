using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Exports;

/// <summary><c>cache_info.json</c>: what <c>stats</c> tells, and how the images were made.</summary>
internal static class InfoExport
{
    public static void Run(CacheReader reader, string path)
    {
        var info = StatsOutput.FieldsOf(CacheInventory.Measure(reader));
        info["recipes"] = new JsonArray([.. reader.Valid.Select(recipe => (JsonNode)new JsonObject
        {
            ["font_path"] = recipe.FontPath,
            ["image_height"] = recipe.ImageHeight,
            ["recipe"] = recipe.Id,
            ["font_sha256"] = recipe.FontSha256,
            ["renderer"] = recipe.Renderer,
            ["rasterizer"] = reader.Manifest?.RasterizerOf(recipe),
        })]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, ReadableJson.Of(info) + "\n");
    }
}
