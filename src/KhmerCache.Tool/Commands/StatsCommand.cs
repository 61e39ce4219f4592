using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Tool.Output;

namespace KhmerCache.Tool.Commands;

/// <summary><c>stats</c>: what a cache holds.</summary>
internal sealed class StatsCommand : ToolCommand
{
    private readonly Option<string> _cacheDirectory = CommandOptions.CacheDirectory();

    public StatsCommand()
        : base("stats", "Tell what the cache holds.") => Options.Add(_cacheDirectory);

    /// <summary>The fields of <c>--json</c> and of <c>cache_info.json</c>.</summary>
    public static JsonObject FieldsOf(CacheStats stats) => new()
    {
        ["total_images"] = stats.TotalImages,
        ["total_size_bytes"] = stats.TotalSizeBytes,
        ["total_size_mb"] = stats.TotalSizeMB,
        ["bytes_per_image"] = stats.BytesPerImage,
        ["splits"] = new JsonObject(stats.Splits.Select(split => KeyValuePair.Create(
            split.Key, (JsonNode?)new JsonObject { ["lines"] = split.Value.Lines, ["images"] = split.Value.Images }))),
        ["fonts"] = ImagesBy(stats.Fonts),
        ["renderers"] = ImagesBy(stats.Renderers),
        ["rasterizers"] = ImagesBy(stats.Rasterizers),
        ["content_digest"] = stats.ContentDigest,
    };

    public override string Example => "khmercache stats --project MyTraining.csproj";

    protected override int Run(ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        using var cache = ImageCache.Open(CommandOptions.FolderOf(result, _cacheDirectory));
        var stats = cache.GetStats();
        output.WriteResult(FieldsOf(stats), Describe(stats, cache.Directory));
        return ExitCode.Good;
    }

    private static JsonObject ImagesBy(IReadOnlyDictionary<string, long> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)JsonValue.Create(count.Value))));

    private static string Describe(CacheStats stats, string directory)
    {
        var text = new StringBuilder();
        text.AppendLine(directory);
        Row("images", Number(stats.TotalImages));
        Row("size", string.Create(CultureInfo.InvariantCulture, $"{stats.TotalSizeMB} MB, {stats.BytesPerImage} bytes per image"));
        Row("content digest", stats.ContentDigest);
        foreach (var (renderer, images) in stats.Renderers)
        {
            Row("renderer", $"{renderer}, {Number(images)} images");
        }

        foreach (var (rasterizer, images) in stats.Rasterizers)
        {
            Row("rasterizer", $"{rasterizer}, {Number(images)} images");
        }

        foreach (var (split, count) in stats.Splits)
        {
            Row($"split {split}", $"{Number(count.Lines)} lines, {Number(count.Images)} images planned");
        }

        foreach (var (font, images) in stats.Fonts)
        {
            Row($"font {font}", $"{Number(images)} images");
        }

        return text.ToString().TrimEnd();

        void Row(string name, string value) => text.Append("  ").Append(name).Append(": ").AppendLine(value);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
