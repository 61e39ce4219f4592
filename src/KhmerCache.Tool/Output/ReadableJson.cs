using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Output;

/// <summary>JSON for people and for files: indented, Khmer as Khmer, the same line ends on every system.</summary>
internal static class ReadableJson
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(JsonNode node) => node.ToJsonString(Indented);
}
