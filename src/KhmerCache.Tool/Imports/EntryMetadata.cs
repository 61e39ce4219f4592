using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace KhmerCache.Tool.Imports;

/// <summary>What <c>metadata/&lt;key&gt;.json</c> tells. Other fields, such as <c>created_at</c>, are left aside.</summary>
/// <param name="Text">The label.</param>
/// <param name="FontPath">The font's path as in the key.</param>
/// <param name="ImageHeight">The height in pixels.</param>
/// <param name="ImageWidth">The width in pixels; 0 where it is not told.</param>
/// <param name="CacheKey">The key; null where it is not told.</param>
internal sealed record EntryMetadata(string Text, string FontPath, int ImageHeight, int ImageWidth, string? CacheKey)
{
    private const int DeepestNesting = 16;

    private const string Remedy = "Write the tree again, or take the entry out of the index.";

    /// <summary>Reads the bytes of a metadata file.</summary>
    /// <exception cref="KhmerCacheException">They are no metadata.</exception>
    public static EntryMetadata Parse(ReadOnlySpan<byte> json, string path)
    {
        if (!Utf8.IsValid(json))
        {
            throw Refusal.Of(path, "its metadata are not UTF-8", Remedy);
        }

        try
        {
            return Read(json.StartsWith("\uFEFF"u8) ? json[3..] : json, path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Invalid operation: half a surrogate pair.
            var what = exception is JsonException ? "no JSON object, cut off, or nested too deeply" : "not well-formed: a text has half a surrogate pair";
            throw Refusal.Of(path, $"its metadata are {what}", Remedy, innerException: exception);
        }
    }

    private static EntryMetadata Read(ReadOnlySpan<byte> json, string path)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            var isFirst = field switch
            {
                "text" or "font_path" or "cache_key" => texts.TryAdd(field, reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Wrong(field, "is no text")),
                "image_height" or "image_width" => numbers.TryAdd(
                    field, reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number > 0 ? number : throw Wrong(field, "is no number of pixels")),
                _ => true,
            };
            if (!isFirst)
            {
                throw Wrong(field, "stands there twice");
            }

            reader.Skip();
        }

        // Whatever follows the object is no JSON.
        reader.Read();
        return new EntryMetadata(Required(texts, "text"), Required(texts, "font_path"), Required(numbers, "image_height"), numbers.GetValueOrDefault("image_width"), texts.GetValueOrDefault("cache_key"));

        KhmerCacheException Wrong(string field, string what) => Refusal.Of(path, $"its metadata are wrong: '{field}' {what}", Remedy);

        T Required<T>(Dictionary<string, T> fields, string field) => fields.TryGetValue(field, out var value) ? value : throw Wrong(field, "is missing");
    }

    /// <summary>The text that the key is the MD5 of, for messages.</summary>
    public string KeySource => string.Create(CultureInfo.InvariantCulture, $"{Text}|{FontPath}|{ImageHeight}");
}
