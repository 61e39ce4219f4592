using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KhmerCache.Tool.History;
using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Output;

/// <summary>What <c>stats</c> tells: numbers, histograms as bars, and which characters are rare or missing.</summary>
internal static class StatsOutput
{
    private const int LongestBar = 40;
    private const int MostBars = 12;
    private const int InkSteps = 10;

    /// <summary>Characters in fewer labels than this are hard to learn.</summary>
    private const int Rare = 10;

    private const int MostNamed = 12;
    private const int MostFontsNamed = 3;

    /// <summary>The fields of <c>--json</c> that the manifest tells, and of <c>cache_info.json</c>.</summary>
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

    /// <summary>Writes all of it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="directory">The cache.</param>
    /// <param name="age">When it was written and used.</param>
    /// <param name="stats">What the manifest tells.</param>
    /// <param name="survey">What the images tell; null where they were not looked at.</param>
    /// <param name="runs">The last pregenerations.</param>
    public static void Write(CommandOutput output, string directory, CacheAge age, CacheStats stats, CacheSurvey? survey, IReadOnlyList<PastRun> runs)
    {
        var fields = FieldsOf(stats);
        fields["written"] = age.Written is { } written ? Iso(written) : null;
        fields["used"] = age.Used is { } used ? Iso(used) : null;
        fields["runs"] = new JsonArray([.. runs.Select(run => (JsonNode)new JsonObject
        {
            ["time"] = Iso(run.Time.UtcDateTime),
            ["planned"] = run.Planned,
            ["hits"] = run.Hits,
            ["misses"] = run.Misses,
            ["skipped"] = run.Skipped,
            ["seconds"] = run.Seconds,
        })]);
        if (survey is not null)
        {
            AddTo(fields, survey);
        }

        output.WriteResult(fields, Describe(directory, age, stats, survey, runs).TrimEnd());
    }

    private static void AddTo(JsonObject fields, CacheSurvey survey)
    {
        fields["labels"] = survey.Labels;
        fields["widths"] = FieldsOf(survey.Widths, WidthOfBins(survey.Widths));
        fields["text_lengths"] = FieldsOf(survey.TextLengths, WidthOfBins(survey.TextLengths));
        fields["ink_shares"] = new JsonArray([.. InkOf(survey).Select(count => (JsonNode)count)]);
        fields["fonts_by_split"] = new JsonArray([.. survey.Fonts.Select(font => (JsonNode)new JsonObject
        {
            ["font"] = font.FontPath,
            ["image_height"] = font.ImageHeight,
            ["images"] = font.Images,
            ["splits"] = new JsonObject(survey.Splits.Select((split, place) => KeyValuePair.Create(split.Name, (JsonNode?)font.ImagesOfSplits[place]))),
            ["median_width"] = font.Widths.Quantile(0.5),
            ["median_ink_rows"] = font.InkRows.Quantile(0.5),
        })]);
        fields["characters"] = new JsonArray([.. survey.Characters.Select(character => (JsonNode)new JsonObject
        {
            ["character"] = character.Character.ToString(),
            ["code_point"] = CodePoint(character),
            ["labels"] = character.Labels,
            ["images"] = character.Images,
            ["missing_in"] = new JsonArray([.. character.MissingIn.Select(font => (JsonNode)font)]),
            ["lacked_by"] = character.IsKnownOf.Count < character.MissingIn.Count ? null : new JsonArray([.. character.LackedBy.Select(font => (JsonNode)font)]),
        })]);
    }

    private static JsonObject FieldsOf(Histogram histogram, int width) => new()
    {
        ["min"] = histogram.Min,
        ["median"] = histogram.Quantile(0.5),
        ["max"] = Math.Max(0, histogram.Max),
        ["mean"] = Math.Round(histogram.Mean, 1),
        ["bin_width"] = width,
        ["bins"] = new JsonArray([.. histogram.Bins(width).Select(count => (JsonNode)count)]),
    };

    private static JsonObject ImagesBy(IReadOnlyDictionary<string, long> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)JsonValue.Create(count.Value))));

    private static string Describe(string directory, CacheAge age, CacheStats stats, CacheSurvey? survey, IReadOnlyList<PastRun> runs)
    {
        var text = new StringBuilder();
        text.AppendLine(directory);
        Row("images", Number(stats.TotalImages));
        Row("size", string.Create(CultureInfo.InvariantCulture, $"{stats.TotalSizeMB} MB, {stats.BytesPerImage} bytes per image"));
        Row("content digest", stats.ContentDigest);
        if (age.Written is { } written)
        {
            Row("written", $"{Iso(written)}{(age.Used is { } used ? $", last used {Iso(used)}" : "")}");
        }

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
            Row($"font {font}", $"{Number(images)} images{(survey is null ? "" : Detail(survey, font))}");
        }

        foreach (var run in runs)
        {
            Row($"run {Iso(run.Time.UtcDateTime)}", string.Create(CultureInfo.InvariantCulture, $"{Share(run.Hits, run.Hits + run.Misses)} hits: {run.Hits:N0} there, {run.Misses:N0} rendered, in {run.Seconds:0.0} s"));
        }

        if (survey is not null)
        {
            Bars("width, pixels", survey.Widths, WidthOfBins(survey.Widths));
            Bars("length of labels, code points", survey.TextLengths, WidthOfBins(survey.TextLengths));
            text.AppendLine().AppendLine("  height of the ink, share of the picture");
            long[] ink = InkOf(survey);
            Chart(ink, step => $"{step * 100 / InkSteps,3} - {(step + 1) * 100 / InkSteps,3} %");
            DescribeCharacters(text, survey);
        }

        return text.ToString();

        void Row(string name, string value) => text.Append("  ").Append(name).Append(": ").AppendLine(value);

        void Bars(string name, Histogram histogram, int width)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"  {name} (median {histogram.Quantile(0.5)}, from {histogram.Min} to {Math.Max(0, histogram.Max)})");
            Chart(histogram.Bins(width), bin => string.Create(CultureInfo.InvariantCulture, $"{bin * width,5} - {((bin + 1) * width) - 1,5}"));
        }

        void Chart(long[] counts, Func<int, string> name)
        {
            var largest = Math.Max(1, counts.DefaultIfEmpty().Max());
            for (var i = 0; i < counts.Length; i++)
            {
                // Whatever is there is seen.
                var length = counts[i] == 0 ? 0 : Math.Max(1, (int)(counts[i] * LongestBar / largest));
                text.AppendLine(CultureInfo.InvariantCulture, $"    {name(i)}  {new string(CommandOutput.Bar, length).PadRight(LongestBar)} {counts[i],10:N0}");
            }
        }
    }

    private static string Detail(CacheSurvey survey, string path)
    {
        var fonts = survey.Fonts.Where(font => font.FontPath == path).ToList();
        var splits = survey.Splits.Select((split, place) => $"{split.Name} {Number(fonts.Sum(font => font.ImagesOfSplits[place]))}");
        return survey.Splits.Count == 0 ? "" : $" ({string.Join(", ", splits)})";
    }

    private static void DescribeCharacters(StringBuilder text, CacheSurvey survey)
    {
        var rare = survey.Characters.Where(character => character.Labels < Rare).OrderBy(character => character.Labels).ThenBy(character => character.Character.Value).ToList();
        var missing = survey.Characters.Where(character => character.MissingIn.Count > 0).ToList();
        var fonts = survey.Fonts.Select(font => font.FontPath).Distinct(StringComparer.Ordinal).Count();
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"  characters: {survey.Characters.Count:N0} in {survey.Labels:N0} labels, {rare.Count:N0} of them in fewer than {Rare} labels");
        foreach (var character in rare.Take(MostNamed))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {Name(character)}  {character.Labels} {(character.Labels == 1 ? "label" : "labels")}");
        }

        Rest(rare.Count);
        if (missing.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {missing.Count:N0} of them {(missing.Count == 1 ? "is" : "are")} in no image of some fonts");
            foreach (var character in missing.Take(MostNamed))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"    {Name(character)}  {(character.MissingIn.Count <= MostFontsNamed ? string.Join(", ", character.MissingIn.Select(font => $"{font}{Why(character, font)}")) : $"{character.MissingIn.Count} of {fonts} fonts{WhyOf(character)}")}");
            }

            Rest(missing.Count);
        }

        void Rest(int count)
        {
            if (count > MostNamed)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"    and {count - MostNamed:N0} more; --json has all");
            }
        }
    }

    // Another font or more lines: what mends it is not the same.
    private static string Why(CharacterSurvey character, string font) => character.LackedBy.Contains(font) ? " (has no glyph for it)" : character.IsKnownOf.Contains(font) ? " (has a glyph for it)" : "";

    private static string WhyOf(CharacterSurvey character) =>
        character.IsKnownOf.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", of which {character.LackedBy.Count} have no glyph for it");

    private static string Name(CharacterSurvey character)
    {
        // A sign that stands above or below another has to have one.
        var category = System.Text.Rune.GetUnicodeCategory(character.Character);
        var shown = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark ? $"◌{character.Character}"
            : category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator ? " " : character.Character.ToString();
        return $"{CodePoint(character)} {shown}";
    }

    private static string CodePoint(CharacterSurvey character) => string.Create(CultureInfo.InvariantCulture, $"U+{character.Character.Value:X4}");

    /// <summary>1, 2 or 5 times a power of ten, so that there are not too many bars.</summary>
    private static int WidthOfBins(Histogram histogram)
    {
        for (var power = 1; ; power *= 10)
        {
            foreach (var width in (ReadOnlySpan<int>)[power, 2 * power, 5 * power])
            {
                if ((long)width * MostBars > histogram.Max)
                {
                    return width;
                }
            }
        }
    }

    // Step 0 has white pictures, which have no share, and what is up to a step high.
    private static long[] InkOf(CacheSurvey survey)
    {
        var shares = survey.InkShares(InkSteps).Bins(1);
        var counts = new long[InkSteps];
        for (var step = 0; step < shares.Length; step++)
        {
            counts[Math.Clamp(step - 1, 0, InkSteps - 1)] += shares[step];
        }

        return counts;
    }

    private static string Share(long part, long whole) => whole == 0 ? "no" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.#} %");

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
