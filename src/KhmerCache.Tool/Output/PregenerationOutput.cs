using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Tool.Commands;
using KhmerCache.Tool.Input;

namespace KhmerCache.Tool.Output;

/// <summary>What a pregeneration did, or would do: one line, and for people another for each font.</summary>
internal static class PregenerationOutput
{
    /// <summary>Writes what was done.</summary>
    public static void Write(CommandOutput output, ProjectReport done, PregenerationReport report, string directory)
    {
        var skipped = report.Skipped > 0 ? $", {Count(report.Skipped)} skipped" : "";
        var rate = report.Rendered > 0 ? $", {Count((long)(report.Rendered / Math.Max(report.Seconds, 0.001)))} images/s" : "";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{directory}: {Count(report.Planned)} images planned, {Count(report.Rendered)} rendered, {Count(report.Cached)} already there{skipped}, in {report.Seconds:F1} s");
        var moved = Moved(done.Pulled, "pulled") + Moved(done.Pushed, "pushed");

        // The build task's one line stays one.
        var isForPeople = output.Mode == OutputMode.Text;
        string?[] parts =
        [
            done.Restored is null ? null : RestoreCommand.Describe(done.Restored),
            isForPeople ? text + rate + moved + Table(report.Fonts, "rendered") : text + moved,
            done.Packed is null ? null : PackCommand.Describe(done.Packed),
        ];
        output.WriteResult(FieldsOf(done, report, output.Mode), string.Join(isForPeople ? "\n" : "; ", parts.OfType<string>()));
    }

    /// <summary>Writes what would be done.</summary>
    public static void Write(CommandOutput output, PregenerationForecast forecast, string directory)
    {
        var fields = new JsonObject
        {
            ["dry_run"] = true,
            ["planned"] = forecast.Planned,
            ["missing"] = forecast.Missing,
            ["cached"] = forecast.Cached,
            ["skipped"] = forecast.Skipped,
            ["estimated_bytes"] = forecast.EstimatedBytes,
            ["splits"] = new JsonObject(forecast.Splits.Select(split => KeyValuePair.Create(
                split.Key, (JsonNode?)new JsonObject { ["lines"] = split.Value.Lines, ["images"] = split.Value.Images }))),
            ["fonts"] = FieldsOf(forecast.Fonts, "missing"),
        };
        var skipped = forecast.Skipped > 0 ? $", {Count(forecast.Skipped)} that a font can't show" : "";
        var splits = string.Concat(forecast.Splits.Select(split => $"\n  split {split.Key}: {Count(split.Value.Lines)} lines, {Count(split.Value.Images)} images"));
        output.WriteResult(
            fields,
            $"{directory}: {Count(forecast.Planned)} images planned, {Count(forecast.Missing)} to render, {Count(forecast.Cached)} already there{skipped}; the cache would grow by about {ByteSize.Format(forecast.EstimatedBytes)}{splits}{Table(forecast.Fonts, "to render")}");
    }

    private static JsonObject FieldsOf(ProjectReport done, PregenerationReport report, OutputMode mode)
    {
        var fields = new JsonObject
        {
            ["planned"] = report.Planned,
            ["rendered"] = report.Rendered,
            ["cached"] = report.Cached,
            ["skipped"] = report.Skipped,
            ["seconds"] = Math.Round(report.Seconds, 3),
            ["content_digest"] = report.ContentDigest,
        };
        if (mode == OutputMode.Json)
        {
            fields["fonts"] = FieldsOf(report.Fonts, "rendered");
        }

        if (done.Restored is { } restored)
        {
            fields["restored_file"] = restored.File;
            fields["restored_images"] = restored.Images;
            fields["restored_segments"] = restored.Segments;
        }

        if (done.Packed is { } packed)
        {
            fields["packed_file"] = packed.File;
            fields["packed_bytes"] = packed.Bytes;
            fields["packed_images"] = packed.Images;
            fields["packed_content_digest"] = packed.ContentDigest;
            fields["packed_sha256"] = packed.Sha256;
        }

        // Where a push did not come to its end, nobody shall believe that it did.
        AddMoved(fields, "pulled", done.Pulled);
        AddMoved(fields, "pushed", done.Pushed);
        return fields;
    }

    private static void AddMoved(JsonObject fields, string how, SharedTransfer? moved)
    {
        if (moved is { IsDone: true })
        {
            fields[how + "_segments"] = moved.Segments;
            fields[how + "_bytes"] = moved.Bytes;
        }
    }

    private static string Moved(SharedTransfer? transfer, string how) => transfer is not { IsDone: true }
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; {transfer.Segments:N0} segments {how}{(transfer.Segments > 0 ? $" ({ByteSize.Format(transfer.Bytes)})" : "")}");

    private static JsonObject FieldsOf(IEnumerable<FontCount> fonts, string rendered) => new(fonts.Select(font => KeyValuePair.Create(
        font.Path, (JsonNode?)new JsonObject { ["planned"] = font.Planned, [rendered] = font.Rendered, ["skipped"] = font.Skipped })));

    private static string Table(IReadOnlyList<FontCount> fonts, string rendered)
    {
        var width = fonts.Select(font => font.Path.Length).DefaultIfEmpty().Max();
        var text = new StringBuilder();
        foreach (var font in fonts)
        {
            var skipped = font.Skipped > 0 ? $", {Count(font.Skipped)} skipped" : "";
            text.Append(CultureInfo.InvariantCulture, $"\n  {font.Path.PadRight(width)}  {Count(font.Planned),9} planned, {Count(font.Rendered),9} {rendered}{skipped}");
        }

        return text.ToString();
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
