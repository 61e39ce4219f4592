using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KhmerCache.Rendering.Linting;

namespace KhmerCache.Tool.Output;

/// <summary>The findings of a lint, written as they come: a corpus may have a million of them. They are the result, and go to standard output.</summary>
internal sealed class LintOutput(CommandOutput output)
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _hasAny;

    public void Write(Diagnostic finding)
    {
        switch (output.Mode)
        {
            case OutputMode.Json:
                output.WriteText((_hasAny ? ",\n    " : "{\n  \"findings\": [\n    ") + Fields(finding).ToJsonString(OneLine));
                break;
            case OutputMode.Events:
                output.Write(finding);
                break;
            default:
                output.WriteLine(finding.ToString());
                break;
        }

        _hasAny = true;
    }

    /// <summary>Totals after the last finding.</summary>
    public void Finish(LintReport report, bool hasFonts)
    {
        if (output.Mode == OutputMode.Json)
        {
            var totals = new JsonObject
            {
                ["lines"] = report.Lines,
                ["total"] = report.Total,
                ["counts"] = new JsonObject(report.Findings.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
            };
            output.WriteLine((_hasAny ? "\n  ],\n" : "{\n  \"findings\": [],\n") + ReadableJson.Of(totals)[2..]);
            return;
        }

        output.WriteResult(new JsonObject { ["lines"] = report.Lines, ["total"] = report.Total }, Summarize(report, hasFonts));
    }

    private static JsonObject Fields(Diagnostic finding) => new()
    {
        ["file"] = finding.File,
        ["line"] = finding.Line,
        ["column"] = finding.Column,
        ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
        ["code"] = finding.Code,
        ["message"] = finding.Message,
    };

    private static string Summarize(LintReport report, bool hasFonts)
    {
        var counts = string.Join(", ", report.Findings.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key}: {count.Value:N0}")));
        var rest = hasFonts ? "" : ". Labels that look alike were not looked for: name fonts with --fonts";
        return string.Create(CultureInfo.InvariantCulture, $"{report.Lines:N0} lines, {report.Total:N0} findings{(counts.Length > 0 ? $" ({counts})" : "")}{rest}");
    }
}
