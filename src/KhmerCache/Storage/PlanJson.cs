using System.Text;
using System.Text.Json;

namespace KhmerCache.Storage;

/// <summary>The facts of a plan as JSON.</summary>
internal static class PlanJson
{
    /// <summary>Reads the facts of a plan.</summary>
    /// <exception cref="JsonException">Something is missing, or of another kind.</exception>
    public static PlanFacts Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new PlanFacts(
            Needed(root.Text("settings"), "settings"),
            Needed(root.Text("inputs"), "inputs"),
            Needed(root.Text("places"), "places"),
            Needed(root.Text("content_digest"), "content_digest"),
            root.Int64("planned"),
            Needed(root.Splits("splits"), "splits"),
            Needed(root.Items("recipes", ReadRecipe), "recipes"),
            Needed(root.Items("unrenderable", ReadLines), "unrenderable"),
            root.Text("vocabulary"),
            root.Text("project_digest"));
    }

    /// <summary>Writes the facts of a plan, on one line.</summary>
    public static string Write(PlanFacts facts)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("settings", facts.Settings);
            writer.WriteString("inputs", facts.Inputs);
            writer.WriteString("places", facts.Places);
            writer.WriteString("content_digest", facts.ContentDigest);
            writer.WriteNumber("planned", facts.Planned);
            writer.WriteSplits("splits", facts.Splits);
            writer.WriteItems("recipes", facts.Recipes, Write);
            writer.WriteItems("unrenderable", facts.Unrenderable, Write);
            writer.WriteString("vocabulary", facts.Vocabulary);
            writer.WriteString("project_digest", facts.ProjectDigest);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    private static PlanRecipe ReadRecipe(JsonElement recipe) =>
        new(Needed(recipe.Text("font_path"), "font_path"), recipe.Int32("image_height"), Needed(recipe.Text("recipe"), "recipe"));

    private static UnrenderableLines ReadLines(JsonElement lines) =>
        new(lines.Int32("file"), lines.Int32("font"), lines.Int64("count"), Needed(lines.Items("first", ReadLine), "first"));

    private static UnrenderableLine ReadLine(JsonElement line) => new(line.Int32("line"), Needed(line.Text("reason"), "reason"));

    private static void Write(Utf8JsonWriter writer, PlanRecipe recipe)
    {
        writer.WriteStartObject();
        writer.WriteString("font_path", recipe.FontPath);
        writer.WriteNumber("image_height", recipe.ImageHeight);
        writer.WriteString("recipe", recipe.Recipe);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, UnrenderableLines lines)
    {
        writer.WriteStartObject();
        writer.WriteNumber("file", lines.File);
        writer.WriteNumber("font", lines.Font);
        writer.WriteNumber("count", lines.Count);
        writer.WriteItems("first", lines.First, Write);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, UnrenderableLine line)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line.Line);
        writer.WriteString("reason", line.Reason);
        writer.WriteEndObject();
    }

    private static T Needed<T>(T? value, string name)
        where T : class => value ?? throw new JsonException($"The field '{name}' is missing.");
}
