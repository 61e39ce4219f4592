using System.Text.Json.Nodes;
using KhmerCache.Storage;
using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Reports;

/// <summary>What a report shows.</summary>
/// <param name="Reader">The cache.</param>
/// <param name="Stats">What its manifest says.</param>
/// <param name="Survey">What its images say.</param>
/// <param name="Sample">The images that the page carries.</param>
/// <param name="Findings">What the linter says of the corpora; null where nobody said what they are.</param>
/// <param name="ProjectDirectory">The folder that paths of corpora are shown relative to.</param>
/// <param name="ReportDirectory">The folder that the page lies in, for links to corpora.</param>
internal sealed record CacheReport(
    CacheReader Reader, CacheStats Stats, CacheSurvey Survey, GallerySample Sample, CorpusFindings? Findings, string ProjectDirectory, string ReportDirectory)
{
    /// <summary>All but the images, as the page's script reads it. No clock and no path of this machine is in it.</summary>
    public JsonObject ToJson() => new()
    {
        ["content_digest"] = Stats.ContentDigest,
        ["images"] = Survey.Images,
        ["labels"] = Survey.Labels,
        ["bytes"] = Stats.TotalSizeBytes,
        ["damaged"] = Survey.Damage.Count,
        ["damage"] = Survey.Damage.First?.Message,
        ["sample"] = new JsonObject
        {
            ["labels"] = Sample.Labels,
            ["images"] = Sample.Images,
            ["split_sets"] = Many(Sample.SplitSets, set => Numbers(Enumerable.Range(0, Survey.Splits.Count).Where(split => (set >> split & 1) != 0).Select(split => (long)split))),
            ["atlases"] = Many(Sample.Atlases, atlas => new JsonObject
            {
                ["recipe"] = atlas.Recipe,
                ["shrink"] = atlas.Shrink,
                ["fixed_per_unit"] = Reader.Valid[atlas.Recipe].Scale(atlas.Shrink).FixedPerUnit,
            }),
        },
        ["splits"] = Many(Survey.Splits, split => new JsonObject { ["name"] = split.Name, ["lines"] = split.Lines, ["labels"] = split.Labels, ["images"] = split.Images }),
        ["planned"] = Many(Stats.Splits, split => new JsonObject { ["name"] = split.Key, ["lines"] = split.Value.Lines, ["images"] = split.Value.Images }),
        ["fonts"] = Many(Survey.Fonts, font => new JsonObject
        {
            ["path"] = font.FontPath,
            ["height"] = font.ImageHeight,
            ["images"] = font.Images,
            ["images_of_splits"] = Numbers(font.ImagesOfSplits),
            ["widths"] = CountsOf(font.Widths),
            ["ink_rows"] = CountsOf(font.InkRows),
        }),
        ["text_lengths"] = CountsOf(Survey.TextLengths),
        ["characters"] = Characters(),
        ["recipes"] = Many(Reader.Valid, Describe),
        ["lint"] = Findings is null ? null : Describe(Findings),
    };

    private JsonArray Characters()
    {
        var paths = Survey.Fonts.Where(font => font.Images > 0).Select(font => font.FontPath).Distinct(StringComparer.Ordinal).Index().ToDictionary(font => font.Item, font => (long)font.Index, StringComparer.Ordinal);
        return Many(Survey.Characters, character => new JsonArray(
            character.Character.Value, character.Labels, character.Images, Numbers(character.MissingIn.Select(path => paths[path]))));
    }

    private JsonObject Describe(Recipe recipe) => new()
    {
        ["font"] = Survey.Fonts.Index().First(font => font.Item.FontPath == recipe.FontPath && font.Item.ImageHeight == recipe.ImageHeight).Index,
        ["id"] = recipe.Id,
        ["is_pixels"] = recipe.IsPixels,
        ["font_sha256"] = recipe.FontSha256,
        ["units_per_em"] = recipe.UnitsPerEm,
        ["font_size"] = recipe.FontSize,
        ["baseline"] = recipe.Baseline,
        ["renderer"] = recipe.Renderer,
        ["rasterizer"] = Reader.Manifest?.RasterizerOf(recipe),
    };

    private JsonObject Describe(CorpusFindings findings) => new()
    {
        ["lines"] = findings.Lines,
        ["shown_of_code"] = CorpusFindings.ShownOfCode,
        ["looks_for_look_alikes"] = findings.LooksForLookAlikes,
        ["counts"] = new JsonObject(findings.Counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
        ["findings"] = Many(findings.Findings, finding => new JsonObject
        {
            ["severity"] = finding.Finding.Severity.ToString().ToLowerInvariant(),
            ["code"] = finding.Finding.Code,
            ["message"] = WithoutMachine(finding.Finding.Message),
            ["file"] = ProjectPath.KeyOf(finding.Finding.File!, ProjectDirectory),
            ["link"] = LinkTo(finding.Finding.File!),
            ["line"] = finding.Finding.Line,
            ["column"] = finding.Finding.Column,
            ["text"] = finding.Text,
            ["place"] = finding.Place,
            ["cut_before"] = finding.IsCutBefore,
            ["cut_behind"] = finding.IsCutBehind,
        }),
    };

    /// <summary>Messages name other files by their full paths, which are another thing on each machine.</summary>
    private string WithoutMachine(string message)
    {
        var directory = Path.EndsInDirectorySeparator(ProjectDirectory) ? ProjectDirectory : ProjectDirectory + Path.DirectorySeparatorChar;
        return message.Replace(directory, "", StringComparison.Ordinal);
    }

    private string LinkTo(string file)
    {
        var path = ProjectPath.KeyOf(file, ReportDirectory);
        return Path.IsPathRooted(path) ? new Uri(file).AbsoluteUri : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
    }

    private static JsonArray CountsOf(Histogram histogram) => Numbers(histogram.Counts.ToArray());

    private static JsonArray Numbers(IEnumerable<long> numbers) => Many(numbers, number => JsonValue.Create(number));

    private static JsonArray Many<T>(IEnumerable<T> items, Func<T, JsonNode> describe) => new([.. items.Select(describe)]);
}
