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
            Assert.Equal(["text", "font_path", "image_height", "image_width", "cache_key", "created_at"], metadata.Select(field => field.Key));
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

    /// <summary>The Python system reads all six fields; the time is the build's, or the same on every machine.</summary>
    [Theory]
    [InlineData("1700000000")]
    [InlineData("")]
    public void Metadata_have_the_time_of_the_build_or_none_as_a_string(string epoch)
    {
        using var process = Trust.WorkerProcess.StartWith(
            new() { ["SOURCE_DATE_EPOCH"] = epoch }, "export", "--cache-dir", _workspace.Cache, "--format", "files", "--output", _workspace.PathOf("out"));
        process.End().Exits(0);

        Assert.All(Metadata(), metadata => Assert.Equal(epoch.Length > 0 ? epoch : "0", (string)metadata["created_at"]!));
    }

    [Fact]
    public void Files_of_corpora_are_the_images_of_all_splits_once()
    {
        _workspace.Write("corpus/val.txt", Repository.Train(2));
        _workspace.Run("export", ["--format", "files", "--output", _workspace.PathOf("out"), "--project-directory", _workspace.PathOf("."), .. Workspace.All]).Exits(0);

        Assert.Equal(2 * Workspace.TrainLines, Index().Count);
    }

    [Fact]
    public void A_second_run_makes_of_files_what_is_missing_or_differs_and_leaves_the_rest()
    {
        Export("files");
        var files = _workspace.FilesOf("out");
        var pictures = Directory.GetFiles(_workspace.PathOf("out/images")).Order(StringComparer.Ordinal).ToArray();
        File.Delete(pictures[0]);
        File.WriteAllBytes(pictures[1], File.ReadAllBytes(pictures[1])[..^3]);
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(pictures[2], written);

        // A run that was cut short had not come to the index.
        File.Delete(_workspace.PathOf("out/cache_index.json"));
        _workspace.Write("out/cache_index.json.part", "{");

        Export("files");

        _workspace.FilesOf("out").AreThoseOf(files);
        Assert.Equal(written, File.GetLastWriteTimeUtc(pictures[2]));
    }

    /// <summary>Killed while it replaces pictures, an export must not leave an old index over them.</summary>
    [Fact]
    public void While_files_are_written_there_is_no_index()
    {
        Export("files");
        using var reader = Storage.CacheReader.Open(new Storage.CacheFolder(_workspace.Cache));

        Exports.TreeOutput.Open(_workspace.PathOf("out"), [.. reader.ReadAll().Select(entry => new Exports.ExportImage(entry.Text, entry.Image))]);

        Assert.False(File.Exists(_workspace.PathOf("out/cache_index.json")));
    }

    [Theory]
    [InlineData("images/00112233445566778899aabbccddeeff.png", "tree of other images")]
    [InlineData("metadata/notes.txt", "tree of other images")]
    [InlineData("images/below/one.png", "tree of other images")]
    [InlineData("thesis.txt", "'thesis.txt'")]
    public void Files_are_not_written_among_what_is_no_part_of_the_tree(string name, string said)
    {
        Export("files");
        _workspace.Write("out/" + name, "mine");
        var files = _workspace.FilesOf("out");

        _workspace.Run("export", "--format", "files", "--output", _workspace.PathOf("out")).Exits(2).Says(said);

        _workspace.FilesOf("out").AreThoseOf(files);
    }

    [SkippableFact]
    public void Files_are_not_written_through_links()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right that few have on Windows.");
        _workspace.Write("elsewhere/mine.txt", "mine");
        Directory.CreateDirectory(_workspace.PathOf("out"));
        File.CreateSymbolicLink(_workspace.PathOf("out/images"), _workspace.PathOf("elsewhere"));

        _workspace.Run("export", "--format", "files", "--output", _workspace.PathOf("out")).Exits(2).Says("'images'");

        Assert.Equal(["mine.txt"], _workspace.FilesOf("elsewhere").Names);
    }

    /// <summary>Another cache has a <c>cache_index.json</c> as well; without its manifest it would be nothing but segments.</summary>
    [Theory]
    [InlineData("files", "other")]
    [InlineData("files", "emptied")]
    [InlineData("info", "other/cache_index.json")]
    public void Nothing_is_exported_over_another_cache(string format, string output)
    {
        _workspace.PregenerateInto("other", Workspace.All).Exits(0);
        _workspace.Write("emptied/cache_index.json", File.ReadAllBytes(_workspace.PathOf("other/cache_index.json")));
        var files = _workspace.FilesOf(output.Split('/')[0]);

        _workspace.Run("export", "--format", format, "--output", _workspace.PathOf(output)).Exits(2).Says("KHC5002");

        _workspace.FilesOf(output.Split('/')[0]).AreThoseOf(files);
    }

    [Fact]
    public void Info_is_a_file_whole_or_not_at_all()
    {
        Directory.CreateDirectory(_workspace.PathOf("folder"));

        _workspace.Run("export", "--output", _workspace.PathOf("folder")).Exits(2).Says("Name a file");
        Export("info", "info.json");
        Export("info", "info.json");

        Assert.False(File.Exists(_workspace.PathOf("info.json.tmp")));
    }

    private Outcome Export(string format, string output = "out") =>
        _workspace.Run("export", "--format", format, "--output", _workspace.PathOf(output)).Exits(0);

    private JsonObject Index() => JsonNode.Parse(File.ReadAllBytes(_workspace.PathOf("out/cache_index.json")))!.AsObject();

    private JsonObject[] Metadata() =>
        [.. Directory.GetFiles(_workspace.PathOf("out/metadata")).Order(StringComparer.Ordinal).Select(file => JsonNode.Parse(File.ReadAllBytes(file))!.AsObject())];
}
