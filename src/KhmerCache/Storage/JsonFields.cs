using System.Text.Json;

namespace KhmerCache.Storage;

/// <summary>
/// The fields of JSON objects that every build reads. By hand, since <see cref="JsonSerializer"/> has to make its metadata in every process: a build with one new line would wait 20 ms for
/// that. What is missing, or null, is null, or 0; what is of another kind is damaged.
/// </summary>
internal static class JsonFields
{
    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="JsonException">The field is of another kind.</exception>
    public static string? Text(this JsonElement element, string name) => Find(element, name) is not { } field
        ? null
        : field.ValueKind == JsonValueKind.String ? field.GetString() : throw Other(name);

    /// <summary>A whole number of 64 bits; 0 where there is none.</summary>
    /// <exception cref="JsonException">The field is of another kind.</exception>
    public static long Int64(this JsonElement element, string name) => Find(element, name) is not { } field
        ? 0
        : field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out var number) ? number : throw Other(name);

    /// <summary>A whole number of 32 bits; 0 where there is none.</summary>
    /// <exception cref="JsonException">The field is of another kind.</exception>
    public static int Int32(this JsonElement element, string name) => Find(element, name) is not { } field
        ? 0
        : field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var number) ? number : throw Other(name);

    /// <summary>What an array has; null where there is none.</summary>
    /// <exception cref="JsonException">The field is of another kind.</exception>
    public static T[]? Items<T>(this JsonElement element, string name, Func<JsonElement, T> read)
    {
        if (Find(element, name) is not { } field)
        {
            return null;
        }

        if (field.ValueKind != JsonValueKind.Array)
        {
            throw Other(name);
        }

        var (items, next) = (new T[field.GetArrayLength()], 0);
        foreach (var item in field.EnumerateArray())
        {
            items[next++] = read(item);
        }

        return items;
    }

    /// <summary>How much each split has; null where that is not told.</summary>
    /// <exception cref="JsonException">The field is of another kind.</exception>
    public static SortedDictionary<string, SplitCount>? Splits(this JsonElement element, string name)
    {
        if (Find(element, name) is not { } field)
        {
            return null;
        }

        if (field.ValueKind != JsonValueKind.Object)
        {
            throw Other(name);
        }

        var splits = new SortedDictionary<string, SplitCount>(StringComparer.Ordinal);
        foreach (var split in field.EnumerateObject())
        {
            splits[split.Name] = new SplitCount(split.Value.Int64("lines"), split.Value.Int64("images"));
        }

        return splits;
    }

    /// <summary>Writes what <see cref="Splits"/> reads.</summary>
    public static void WriteSplits(this Utf8JsonWriter writer, string name, SortedDictionary<string, SplitCount> splits)
    {
        writer.WriteStartObject(name);
        foreach (var (split, count) in splits)
        {
            writer.WriteStartObject(split);
            writer.WriteNumber("lines", count.Lines);
            writer.WriteNumber("images", count.Images);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes what <see cref="Items"/> reads.</summary>
    public static void WriteItems<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static JsonElement? Find(JsonElement element, string name) => element.ValueKind != JsonValueKind.Object
        ? throw new JsonException($"What should have a field '{name}' is no object.")
        : element.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    private static JsonException Other(string name) => new($"The field '{name}' is of another kind.");
}
