using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Reports;

/// <summary>
/// Puts a page together: one file that asks nobody for anything. What stands in it is ours or encoded: JSON without a character that HTML knows, and base64. A policy in
/// the page forbids every script and style but those, and every request.
/// </summary>
internal static class ReportPage
{
    private static readonly string[] Scripts =
        ["elements.js", "theme.js", "packed.js", "pictures.js", "cache.js", "charts.js", "pager.js", "gallery.js", "detail.js", "overview.js", "fonts.js", "distributions.js", "coverage.js", "lint.js", "recipe.js", "main.js"];

    // The default encoder writes <, >, &, ' and all but the plainest of Unicode as \uXXXX; Khmer may stand as it is.
    private static readonly JsonSerializerOptions Safe = new() { Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.BasicLatin, System.Text.Unicode.UnicodeRanges.Khmer) };

    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="data">What the page shows, but for the images.</param>
    /// <param name="gallery">The images.</param>
    /// <param name="font">A Khmer font.</param>
    public static void Write(Stream output, JsonObject data, byte[] gallery, byte[] font)
    {
        var style = Resource("report.css");
        var script = "\"use strict\";\n" + string.Join('\n', Scripts.Select(Resource));
        var parts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["policy"] = $"default-src 'none'; script-src '{HashOf(script)}'; style-src '{HashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'",
            ["style"] = style,
            ["script"] = script,
            ["data"] = data.ToJsonString(Safe),
            ["gallery"] = Pack(gallery),
            ["font"] = Pack(font),
        };

        // In one pass, so that nothing that was put in is looked at again.
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        var template = Resource("report.html");
        for (var position = 0; position < template.Length;)
        {
            var start = template.IndexOf("{{", position, StringComparison.Ordinal);
            writer.Write(start < 0 ? template[position..] : template[position..start]);
            if (start < 0)
            {
                break;
            }

            var end = template.IndexOf("}}", start, StringComparison.Ordinal);
            writer.Write(parts[template[(start + 2)..end]]);
            position = end + 2;
        }
    }

    private static string HashOf(string content) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    // zlib's format, which is "deflate" to a browser's DecompressionStream.
    private static string Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report/" + name)
            ?? throw new InvalidOperationException($"The program lacks its page '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // The same page wherever the program was built; browsers hash what they have read with LF, too.
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
