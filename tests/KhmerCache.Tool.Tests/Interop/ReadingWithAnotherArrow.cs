using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Interop;

/// <summary>
/// A cache read by another Arrow implementation and by ours, value by value. Pictures, checksums and the content digest are made anew there
/// from docs/format.md alone.
/// </summary>
public sealed class ReadingWithAnotherArrow(CacheOfAllKinds cache) : IClassFixture<CacheOfAllKinds>
{
    [SkippableFact]
    public void Every_segment_has_one_batch_and_says_what_it_is()
    {
        var segments = Found("segment");

        Assert.Equal(cache.Reader.Folder.ListSegments().Order(StringComparer.Ordinal), segments.Select(segment => (string)segment["segment"]!).Order(StringComparer.Ordinal));
        Assert.All(segments, segment =>
        {
            var name = (string)segment["segment"]!;
            Assert.Equal(1, (int)segment["batches"]!);
            Assert.Equal(Path.GetFileNameWithoutExtension(name), (string)segment["sha256"]!);
            Assert.Equal(("1", CacheFolder.IsLines(name) ? "lines" : "glyphs"), ((string)segment["metadata"]!["khmercache.format_version"]!, (string)segment["metadata"]!["khmercache.kind"]!));
        });
    }

    [SkippableFact]
    public void Fonts_have_the_same_recipes_symbols_and_masks() => AreSame(
        () => Segments().SelectMany(segment => segment.Fonts.Select((font, index) => new JsonObject
        {
            ["font"] = index,
            ["of"] = NameOf(segment),
            ["font_path"] = font.Recipe.FontPath,
            ["image_height"] = font.Recipe.ImageHeight,
            ["font_sha256"] = font.Recipe.FontSha256,
            ["units_per_em"] = font.Recipe.UnitsPerEm,
            ["font_size"] = font.Recipe.FontSize,
            ["baseline"] = font.Recipe.Baseline,
            ["renderer"] = font.Recipe.Renderer,
            ["symbols"] = Numbers(font.Symbols, symbol => [symbol.Glyph, symbol.XAdvance, symbol.XOffset, symbol.YOffset]),
            ["masks"] = Numbers(font.Masks, mask => [mask.Shrink, mask.Glyph]),
            ["images"] = Text(font.Images),
            ["entry_sum"] = font.EntrySum.ToString(),
            ["checksum"] = Text(SegmentSchema.FontChecksum(font.Recipe, font.Symbols, font.Masks, font.Images, font.EntrySum)),
        })),
        Found("symbols"));

    [SkippableFact]
    public void Lines_have_the_same_texts_and_images() => AreSame(
        () => Segments().SelectMany(segment => Enumerable.Range(0, segment.Lines).Select(line => LineOf(segment, line))), Found("line"));

    [SkippableFact]
    public void Glyphs_have_the_same_masks()
    {
        var found = Found("rasterizer");
        var expected = cache.Reader.Folder.ListSegments(SegmentKind.Glyphs).SelectMany(name =>
        {
            var path = cache.Reader.Folder.PathOf(name);
            var (segment, damaged) = (GlyphSegment.Open(path), 0);
            var masks = Enumerable.Range(0, segment.Sizes.Length).SelectMany(size => segment.Read(size, out damaged)).ToArray();
            Assert.Equal(0, damaged);
            var checksums = (UInt64Array)((StructArray)((ListArray)ArrowColumns.ReadFile(File.ReadAllBytes(path)).Column(3)).Values).Fields[5];
            return masks.Select((mask, row) => (mask.Key, mask.Value, Checksum: checksums.GetValue(row)!.Value))
                .GroupBy(mask => (mask.Key.FontSha256, mask.Key.Rasterizer, mask.Key.Size))
                .Select(size => new JsonObject
                {
                    ["of"] = name,
                    ["font_sha256"] = size.Key.FontSha256,
                    ["rasterizer"] = size.Key.Rasterizer,
                    ["size"] = size.Key.Size,
                    ["glyphs"] = new JsonArray([.. size.Select(mask => new JsonObject
                    {
                        ["glyph"] = mask.Key.Glyph,
                        ["left"] = mask.Value.Left,
                        ["top"] = mask.Value.Top,
                        ["width"] = mask.Value.Width,
                        ["height"] = mask.Value.Height,
                        ["checksum"] = Text(mask.Checksum),
                        ["coverage"] = Convert.ToHexStringLower(mask.Value.Coverage),
                    })]),
                });
        });

        AreSame(() => expected, found);
    }

    [SkippableFact]
    public void Pictures_that_are_composed_from_the_description_of_the_format_are_ours()
    {
        var pictures = Found("picture");
        var expected = cache.Reader.ReadAll().ToDictionary(
            entry => (entry.Text, entry.Recipe.FontPath, entry.Recipe.ImageHeight, entry.Recipe.Renderer),
            entry => (entry.Image.Width, Convert.ToHexStringLower(SHA256.HashData(entry.Image.ToImage().Pixels))));

        Assert.Equal(expected.Count, pictures.Length);
        Assert.All(pictures, picture => Assert.Equal(
            expected[((string)picture["picture"]!, (string)picture["font_path"]!, (int)picture["height"]!, (string)picture["renderer"]!)],
            ((int)picture["width"]!, (string)picture["sha256"]!)));

        // Lines at their full size, lines that were made smaller, and pictures without a run.
        Assert.Contains(pictures, picture => (int)picture["shrink"]! > 0);
        Assert.Equal(2, pictures.Count(picture => (string)picture["renderer"]! == "pixels"));
        Assert.Equal(16, pictures.Select(picture => (string)picture["font_path"]!).Distinct().Count());
    }

    [SkippableFact]
    public void The_content_digest_that_is_computed_from_the_description_of_the_format_is_ours()
    {
        var digest = Assert.Single(Found("content_digest"));

        Assert.Equal(cache.Reader.Manifest!.ContentDigest, (string)digest["content_digest"]!);
    }

    private static void AreSame(Func<IEnumerable<JsonObject>> expected, JsonObject[] found)
    {
        var (left, right) = (Canonical(expected()), Canonical(found));
        Assert.NotEmpty(left);
        Assert.Equal(left, right);

        static string[] Canonical(IEnumerable<JsonObject> objects) => [.. objects.Select(value => value.ToJsonString())];
    }

    private static JsonObject LineOf(LineSegment segment, int line)
    {
        var (first, end) = segment.ImagesOf(line);
        return new JsonObject
        {
            ["line"] = line,
            ["of"] = NameOf(segment),
            ["text_hash"] = Text(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(segment.TextAt(line)))),
            ["text"] = segment.TextAt(line),
            ["images"] = new JsonArray([.. Enumerable.Range(first, end - first).Select(image =>
            {
                var font = segment.FontOf(image);
                Assert.True(segment.TryGetPayload(image, segment.TextHashAt(line), out var payload));
                return new JsonObject
                {
                    ["font"] = font,
                    ["font_path"] = segment.Fonts[font].Recipe.FontPath,
                    ["width"] = segment.WidthOf(image),
                    ["checksum"] = SegmentSchema.ImageChecksum(payload, segment.TextHashAt(line), font, segment.WidthOf(image)),
                    ["payload"] = Convert.ToHexStringLower(payload),
                };
            })]),
        };
    }

    private static string NameOf(LineSegment segment) => "lines/" + Path.GetFileName(segment.Path);

    private static JsonArray Numbers<T>(IEnumerable<T> rows, Func<T, int[]> numbers) =>
        new([.. rows.Select(row => new JsonArray([.. numbers(row).Select(number => (JsonNode)number)]))]);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private IEnumerable<LineSegment> Segments() => cache.Reader.Index.Segments.OrderBy(NameOf, StringComparer.Ordinal);

    // Every test asks for something that was found, and is skipped here where nothing can be.
    private JsonObject[] Found(string field)
    {
        Peer.Need(Peer.Npm, OtherArrow.Missing);
        return [.. cache.Found.Where(found => found.ContainsKey(field))];
    }
}
