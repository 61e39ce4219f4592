using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SkiaSharp;

namespace KhmerCache.Tool.Tests;

public sealed class Exporting : IDisposable
{
    private readonly Workspace _workspace = new();

    public Exporting() => _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Files_are_the_tree_of_the_Python_system()
    {
        var outcome = Export("files");

        Assert.Equal(["format", "output", "images", "splits"], outcome.Fields);
        Assert.Equal(("files", _workspace.PathOf("out"), Workspace.Images), ((string)outcome.Json["format"]!, (string)outcome.Json["output"]!, (int)outcome.Number("images")));
        var index = Index();
        Assert.Equal(Workspace.Images, index.Count);
        Assert.Equal(
            index.SelectMany(entry => new[] { $"images/{entry.Key}.png", $"metadata/{entry.Key}.json" }).Append("cache_index.json").Order(StringComparer.Ordinal),
            _workspace.FilesOf("out").Names);
    }

    [Fact]
    public void Every_entry_of_the_index_leads_to_its_files()
    {
        Export("files");

        Assert.All(Index(), entry =>
        {
            Assert.Equal(["text", "font", "image_path", "metadata_path"], entry.Value!.AsObject().Select(field => field.Key));
            Assert.Equal($"images/{entry.Key}.png", (string)entry.Value["image_path"]!);
            Assert.Equal($"metadata/{entry.Key}.json", (string)entry.Value["metadata_path"]!);
            Assert.Contains((string)entry.Value["font"]!, new[] { "KhmerOS.ttf", "battambang-regular.ttf" });
        });
    }

    [Fact]
    public void Metadata_have_the_fields_and_the_key_of_the_Python_system()
    {
        Export("files");

        Assert.All(Metadata(), metadata =>
        {
            Assert.Equal(["text", "font_path", "image_height", "image_width", "cache_key"], metadata.Select(field => field.Key).Where(name => name != "created_at"));
            var name = $"{(string)metadata["text"]!}|{(string)metadata["font_path"]!}|{(int)metadata["image_height"]!}";
            Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(name))), (string)metadata["cache_key"]!);
        });
        Assert.Equal(
            Repository.Train(Workspace.TrainLines).Concat(Repository.Val(Workspace.ValLines)).Order(StringComparer.Ordinal),
            Metadata().Select(metadata => (string)metadata["text"]!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Khmer_stands_as_Khmer_in_the_files()
    {
        Export("files");

        Assert.Contains(Repository.Train(1)[0], File.ReadAllText(_workspace.PathOf("out/cache_index.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_picture_is_pixel_for_pixel_that_of_the_cache()
    {
        Export("files");

        using var cache = ImageCache.Open(_workspace.Cache);
        Assert.All(Metadata(), metadata =>
        {
            var font = FontDescriptor.FromPath((string)metadata["font_path"]!, _workspace.PathOf("."));
            var expected = cache.GetImage((string)metadata["text"]!, font, (int)metadata["image_height"]!);
            using var picture = SKBitmap.Decode(_workspace.PathOf($"out/images/{(string)metadata["cache_key"]!}.png"));
            Assert.Equal((expected.Width, expected.Height), (picture.Width, picture.Height));
            Assert.Equal(expected.Width, (int)metadata["image_width"]!);
            Assert.Equal(SKColorType.Gray8, picture.ColorType);
            Assert.All(Enumerable.Range(0, picture.Height), row => Assert.True(
                picture.GetPixelSpan().Slice(row * picture.RowBytes, picture.Width).SequenceEqual(expected.Pixels.Slice(row * expected.Width, expected.Width))));
        });
    }

    [Fact]
    public void A_picture_that_was_put_in_by_hand_comes_in_place_of_the_rendered_one()
    {
        var text = Repository.Train(1)[0];
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage(text, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), new LineImage(3, 32, new byte[96]));
        }

        Export("files");

        Assert.Equal(Workspace.Images, Index().Count);
        var metadata = Assert.Single(Metadata(), metadata => (string)metadata["text"]! == text && (string)metadata["font_path"]! == Workspace.FontA);
        Assert.Equal(3, (int)metadata["image_width"]!);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("info")]
    public void An_export_does_not_depend_on_the_history_and_leaves_the_cache_alone(string format)
    {
        _workspace.Run("compact").Exits(0);
        var cache = _workspace.Files;
        Export(format, "out");
        _workspace.Files.AreThoseOf(cache);
        _workspace.PregenerateInto("other", [.. Workspace.All, "--max-lines", "3"]).Exits(0);
        _workspace.PregenerateInto("other", Workspace.All).Exits(0);
        _workspace.RunOn(_workspace.PathOf("other"), "compact").Exits(0);

        _workspace.RunOn(_workspace.PathOf("other"), "export", "--format", format, "--output", _workspace.PathOf("out2")).Exits(0);

        if (format == "files")
        {
            _workspace.FilesOf("out2").AreThoseOf(_workspace.FilesOf("out"));
        }
        else
        {
            Assert.Equal(File.ReadAllText(_workspace.PathOf("out")), File.ReadAllText(_workspace.PathOf("out2")));
        }
    }

    [Fact]
    public void Info_is_what_stats_tells_and_how_the_images_were_made()
    {
        Export("info", "info.json");

        var info = JsonNode.Parse(File.ReadAllBytes(_workspace.PathOf("info.json")))!.AsObject();
        var stats = _workspace.Run("stats").Json;
        Assert.Equal(["total_images", "total_size_bytes", "total_size_mb", "bytes_per_image", "splits", "fonts", "renderers", "rasterizers", "content_digest", "recipes"], info.Select(field => field.Key));
        Assert.All(info.SkipLast(1), field => Assert.True(JsonNode.DeepEquals(field.Value, stats[field.Key]), field.Key));
        Assert.Equal([Workspace.FontA, Workspace.FontB], info["recipes"]!.AsArray().Select(recipe => (string)recipe!["font_path"]!));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_workspace.PathOf(Workspace.FontA)))), (string)info["recipes"]![0]!["font_sha256"]!);
        Assert.StartsWith("SkiaSharp", (string)info["recipes"]![0]!["rasterizer"]!, StringComparison.Ordinal);
    }

    /// <summary>The tree of the Python system has a <c>cache_index.json</c> as well, and it would take the place of the manifest.</summary>
    [Theory]
    [InlineData("files", "cache")]
    [InlineData("info", "cache/cache_index.json")]
    public void Nothing_is_exported_over_the_cache_itself(string format, string output)
    {
        var files = _workspace.Files;

        _workspace.Run("export", "--format", format, "--output", _workspace.PathOf(output)).Exits(2).Says("KHC5002");

        _workspace.Files.AreThoseOf(files);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("info")]
    public void An_output_that_can_not_be_written_fails_and_names_it(string format)
    {
        _workspace.Write("file", [1]);

        var outcome = _workspace.Run("export", "--format", format, "--output", _workspace.PathOf("file/below")).Exits(3).Says(_workspace.PathOf("file"));

        Assert.Empty(outcome.Output);
    }

    private Outcome Export(string format, string output = "out") =>
        _workspace.Run("export", "--format", format, "--output", _workspace.PathOf(output)).Exits(0);

    private JsonObject Index() => JsonNode.Parse(File.ReadAllBytes(_workspace.PathOf("out/cache_index.json")))!.AsObject();

    private JsonObject[] Metadata() =>
        [.. Directory.GetFiles(_workspace.PathOf("out/metadata")).Order(StringComparer.Ordinal).Select(file => JsonNode.Parse(File.ReadAllBytes(file))!.AsObject())];
}
