using System.Text.Json;

namespace KhmerCache.Storage;

/// <summary>The manifest as JSON, but for its checksum.</summary>
internal static class ManifestJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Reads a manifest; null where something is missing.</summary>
    /// <exception cref="JsonException">Something is of another kind.</exception>
    public static Manifest? Read(JsonElement root) =>
        root.Text("content_digest") is { } digest
        && root.Items("recipes", ReadRecipe) is { } recipes
        && root.Splits("splits") is { } splits
        && root.Items("segments", ReadSegment) is { } segments
        && root.Items("retired", item => item.GetString()!) is var retired
        && Array.TrueForAll(recipes, recipe => recipe is { FontPath: not null, FontSha256: not null, Renderer: not null, UnitsPerEm: > 0 })
        && Array.TrueForAll(segments, segment => segment.File is not null)
        && retired?.Contains(null!) is not true
            ? new Manifest
            {
                FormatVersion = root.Int32("format_version"),
                ContentDigest = digest,
                TotalImages = root.Int64("total_images"),
                Recipes = recipes,
                Splits = splits,
                Segments = segments,
                Retired = retired,
            }
            : null;

    /// <summary>Writes a manifest, a property or an element on each line.</summary>
    public static byte[] Write(Manifest manifest)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format_version", manifest.FormatVersion);
            writer.WriteString("content_digest", manifest.ContentDigest);
            writer.WriteNumber("total_images", manifest.TotalImages);
            writer.WriteItems("recipes", manifest.Recipes, Write);
            writer.WriteSplits("splits", manifest.Splits);
            writer.WriteItems("segments", manifest.Segments, Write);
            if (manifest.Retired is { } retired)
            {
                writer.WriteItems("retired", retired, (json, segment) => json.WriteStringValue(segment));
            }

            writer.WriteEndObject();
        }

        return output.ToArray();
    }

    // What the types say is there may be missing in the file: whoever reads it looks.
    private static ManifestRecipe ReadRecipe(JsonElement recipe) => new(
        recipe.Text("font_path")!,
        recipe.Int32("image_height"),
        recipe.Text("recipe")!,
        recipe.Text("font_sha256")!,
        recipe.Int32("units_per_em"),
        recipe.Int32("font_size"),
        recipe.Int32("baseline"),
        recipe.Text("renderer")!,
        recipe.Text("rasterizer"),
        recipe.Int64("images"));

    private static void Write(Utf8JsonWriter writer, ManifestRecipe recipe)
    {
        writer.WriteStartObject();
        writer.WriteString("font_path", recipe.FontPath);
        writer.WriteNumber("image_height", recipe.ImageHeight);
        writer.WriteString("recipe", recipe.Recipe);
        writer.WriteString("font_sha256", recipe.FontSha256);
        writer.WriteNumber("units_per_em", recipe.UnitsPerEm);
        writer.WriteNumber("font_size", recipe.FontSize);
        writer.WriteNumber("baseline", recipe.Baseline);
        writer.WriteString("renderer", recipe.Renderer);
        WriteIfTold(writer, "rasterizer", recipe.Rasterizer);
        writer.WriteNumber("images", recipe.Images);
        writer.WriteEndObject();
    }

    private static ManifestSegment ReadSegment(JsonElement segment) => new(
        segment.Text("file")!,
        segment.Int64("bytes"),
        segment.Int64("lines"),
        segment.Int64("images"),
        segment.Int32("outline_bytes"),
        segment.Text("outline_xxh3"),
        segment.Text("first_text_hash"),
        segment.Text("last_text_hash"));

    private static void Write(Utf8JsonWriter writer, ManifestSegment segment)
    {
        writer.WriteStartObject();
        writer.WriteString("file", segment.File);
        writer.WriteNumber("bytes", segment.Bytes);
        writer.WriteNumber("lines", segment.Lines);
        writer.WriteNumber("images", segment.Images);
        writer.WriteNumber("outline_bytes", segment.OutlineBytes);
        WriteIfTold(writer, "outline_xxh3", segment.OutlineXxh3);
        WriteIfTold(writer, "first_text_hash", segment.FirstTextHash);
        WriteIfTold(writer, "last_text_hash", segment.LastTextHash);
        writer.WriteEndObject();
    }

    private static void WriteIfTold(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
