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
        if (Directory.Exists(path))
        {
            throw Refused("this is a folder. Name a file, such as cache_info.json.", path);
        }

        if (File.Exists(path) && Path.GetFileName(path) == CacheFolder.ManifestName)
        {
            throw Refused("this is the index of a cache or of a tree of files. Name another file, such as cache_info.json.", path);
        }

        // Whole or not at all: half of it would still look like something.
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".tmp";
        try
        {
            File.WriteAllText(temporary, ReadableJson.Of(info) + "\n");
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static KhmerCacheException Refused(string message, string path) => new(DiagnosticCodes.Configuration, $"--output: {message}", path);
}
