using System.Text.Json.Nodes;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Tool.Imports;

namespace KhmerCache.Tool.Tests.Trees;

public sealed class Importing : IDisposable
{
    private static readonly string[] Fonts = ["--fonts", "fonts/*.ttf"];

    private readonly Workspace _workspace = new();
    private readonly string _digest;

    public Importing()
    {
        _digest = _workspace.Pregenerate().Exits(0).Digest;
        Export(_workspace.Cache, "tree");
    }

    public void Dispose() => _workspace.Dispose();

    private string Other => _workspace.PathOf("other");

    [Fact]
    public void There_and_back_with_fonts_all_are_runs_and_digest_and_tree_are_the_same()
    {
        var outcome = Import(Other, Fonts).Exits(0);

        Assert.Equal(["entries", "imported", "as_runs", "as_pixels", "cached", "refused", "seconds", "content_digest"], outcome.Fields);
        outcome.Counts(("entries", Workspace.Images), ("imported", Workspace.Images), ("as_runs", Workspace.Images), ("as_pixels", 0), ("cached", 0), ("refused", 0));
        Assert.Equal(_digest, outcome.Digest);
        Export(Other, "tree2");
        _workspace.FilesOf("tree2").AreThoseOf(_workspace.FilesOf("tree"));
        _workspace.RunOn(Other, "validate", "--json", "--deep").Exits(0);
    }

    [Fact]
    public void There_and_back_without_fonts_all_are_pixels_and_the_tree_is_the_same()
    {
        var tree = _workspace.FilesOf("tree");

        Import(Other).Exits(0).Counts(("imported", Workspace.Images), ("as_runs", 0), ("as_pixels", Workspace.Images));

        Export(Other, "tree2");
        _workspace.FilesOf("tree2").AreThoseOf(tree);
        _workspace.FilesOf("tree").AreThoseOf(tree);
        _workspace.RunOn(Other, "validate", "--json", "--deep").Exits(0);
    }

    [Fact]
    public void What_was_imported_is_not_rendered_again()
    {
        Import(Other, Fonts).Exits(0);

        Assert.Equal(_digest, _workspace.PregenerateInto("other", Workspace.All).Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images)).Digest);
    }

    [Fact]
    public void After_compaction_the_cache_is_byte_for_byte_that_of_a_pregeneration()
    {
        Import(Other, Fonts).Exits(0);
        _workspace.PregenerateInto("other", Workspace.All).Exits(0);
        _workspace.RunOn(Other, "compact").Exits(0);
        _workspace.Run("compact").Exits(0);

        _workspace.FilesOf("other").AreThoseOf(_workspace.Files);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_second_import_finds_everything_there_and_leaves_the_cache_alone(bool withFonts)
    {
        var arguments = withFonts ? Fonts : [];
        Import(Other, arguments).Exits(0);
        var before = _workspace.FilesOf("other");

        Import(Other, arguments).Exits(0).Counts(("imported", 0), ("cached", Workspace.Images), ("refused", 0));

        _workspace.FilesOf("other").AreThoseOf(before);
    }

    [Fact]
    public void A_later_import_with_fonts_turns_pixels_into_runs()
    {
        Import(Other).Exits(0);

        var outcome = Import(Other, Fonts).Exits(0).Counts(("as_runs", Workspace.Images), ("as_pixels", 0), ("cached", 0));

        Assert.Equal(_digest, outcome.Digest);
        Assert.Equal(Workspace.Images, _workspace.RunOn(Other, "stats", "--json").Exits(0).Number("total_images"));
    }

    /// <summary>A picture that differs in one pixel is not what the renderer draws.</summary>
    [Fact]
    public void A_picture_that_the_font_does_not_draw_stays_pixels_and_is_shown()
    {
        var (key, text, font) = Altered(out var picture);
        File.WriteAllBytes(new SeedTree(_workspace.PathOf("tree")).ImageOf(key), PngFile.Of(picture));

        Import(Other, Fonts).Exits(0).Counts(("as_runs", Workspace.Images - 1), ("as_pixels", 1));

        AssertShows(Other, text, font, picture);
    }

    [Fact]
    public void A_picture_of_the_tree_takes_the_place_of_a_rendered_one_and_of_one_that_was_put_in_by_hand()
    {
        var (key, text, font) = Altered(out var picture);
        var tree = new SeedTree(_workspace.PathOf("tree"));
        File.WriteAllBytes(tree.ImageOf(key), PngFile.Of(picture));
        Import(_workspace.Cache).Exits(0).Counts(("imported", 1), ("cached", Workspace.Images - 1));
        AssertShows(_workspace.Cache, text, font, picture);

        var white = new LineImage(picture.Width, picture.Height, [.. Enumerable.Repeat((byte)255, picture.Pixels.Length)]);
        File.WriteAllBytes(tree.ImageOf(key), PngFile.Of(white));
        Import(_workspace.Cache).Exits(0).Counts(("imported", 1), ("cached", Workspace.Images - 1));
        AssertShows(_workspace.Cache, text, font, white);

        // Back to what the font draws: neither picture is in the way any more.
        Directory.Delete(_workspace.PathOf("tree"), recursive: true);
        _workspace.PregenerateInto("fresh", Workspace.All).Exits(0);
        Export(_workspace.PathOf("fresh"), "tree");
        var outcome = Import(_workspace.Cache, Fonts).Exits(0).Counts(("as_runs", 1), ("cached", Workspace.Images - 1));
        Assert.Equal(_digest, outcome.Digest);
    }

    [Fact]
    public void A_font_is_found_by_its_file_name_where_the_tree_has_it_elsewhere()
    {
        var tree = new SeedTree(_workspace.PathOf("moved"));
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            var text = Repository.Train(1)[0];
            tree.Add(text, "assets/KhmerOS.ttf", cache.GetImage(text, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), 32));
        }

        _workspace.RunOn(Other, "import", ["--input", _workspace.PathOf("moved"), "--json", .. Fonts]).Exits(0).Counts(("as_runs", 1));

        // The key stays what it was.
        Export(Other, "moved2");
        Assert.Equal(tree.Index.Select(entry => entry.Key), new SeedTree(_workspace.PathOf("moved2")).Index.Select(entry => entry.Key));
    }

    [Fact]
    public void Two_fonts_of_one_file_name_are_none()
    {
        _workspace.Write("more/KhmerOS.ttf", File.ReadAllBytes(_workspace.PathOf(Workspace.FontA)));
        var tree = new SeedTree(_workspace.PathOf("moved"));
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            var text = Repository.Train(1)[0];
            tree.Add(text, "assets/KhmerOS.ttf", cache.GetImage(text, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), 32));
        }

        _workspace.RunOn(Other, "import", ["--input", _workspace.PathOf("moved"), "--json", .. Fonts, "more/*.ttf"]).Exits(0).Counts(("as_runs", 0), ("as_pixels", 1));
    }

    /// <summary>Runs of another recipe would make stale what the cache shows of the font.</summary>
    [Fact]
    public void What_the_cache_has_of_another_version_of_a_font_does_not_become_stale()
    {
        _workspace.PregenerateInto("other", [.. Workspace.All, "--max-lines", "2"]).Exits(0);
        var before = _workspace.RunOn(Other, "stats", "--json").Exits(0).Number("total_images");
        File.Copy(Repository.FontFile("battambang-regular.ttf"), _workspace.PathOf(Workspace.FontA), overwrite: true);

        var outcome = Import(Other, Fonts).Exits(0).Says("warning KHC3006").Says("stay pixels");

        Assert.Equal(Workspace.Images, _workspace.RunOn(Other, "stats", "--json").Exits(0).Number("total_images"));
        Assert.Equal(Workspace.Images - before, outcome.Number("imported"));
    }

    [Fact]
    public void A_dry_run_tells_and_writes_nothing()
    {
        var outcome = Import(Other, [.. Fonts, "--dry-run"]).Exits(0);

        outcome.Counts(("entries", Workspace.Images), ("imported", Workspace.Images), ("as_runs", Workspace.Images), ("refused", 0));
        Assert.Empty(outcome.Digest);
        Assert.False(Directory.Exists(Other));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("5")]
    public void The_result_does_not_depend_on_the_number_of_threads(string jobs)
    {
        Import(Other, Fonts).Exits(0);

        Import(_workspace.PathOf("threads"), [.. Fonts, "--jobs", jobs]).Exits(0);

        _workspace.FilesOf("threads").AreThoseOf(_workspace.FilesOf("other"));
    }

    [Fact]
    public void The_order_of_the_index_does_not_matter()
    {
        Import(Other).Exits(0);
        var tree = new SeedTree(_workspace.PathOf("tree"));
        var entries = tree.Index.Reverse().ToArray();
        tree.Index.Clear();
        File.WriteAllText(tree.IndexPath, new JsonObject(entries).ToJsonString());

        Import(_workspace.PathOf("reversed")).Exits(0);

        _workspace.FilesOf("reversed").AreThoseOf(_workspace.FilesOf("other"));
    }

    [Fact]
    public void Metadata_and_index_may_have_more_fields_or_less_than_ours()
    {
        var tree = new SeedTree(_workspace.PathOf("small"));
        tree.Add("ក", alter: (entry, metadata) =>
        {
            _ = entry.Remove("font") && entry.Remove("image_path") && entry.Remove("metadata_path");
            _ = metadata.Remove("image_width") && metadata.Remove("cache_key") && metadata.Remove("created_at");
        });
        tree.Add("ខ", alter: (entry, metadata) => (entry["size"], metadata["more"]) = (new JsonArray(1, 2), new JsonObject { ["deep"] = new JsonArray(new JsonObject()) }));
        tree.Add("គ", alter: (entry, _) => entry["image_path"] = @"C:\work\data\synthetic\images\" + SeedTree.KeyOf("គ", Workspace.FontA, 16) + ".png");

        _workspace.RunOn(Other, "import", "--input", _workspace.PathOf("small"), "--json").Exits(0).Counts(("imported", 3));

        Assert.All((string[])["ក", "ខ", "គ"], text => AssertShows(Other, text, Workspace.FontA, SeedTree.Picture));
    }

    [Fact]
    public void A_cancelled_import_leaves_what_came_in_and_the_next_one_goes_on_from_there()
    {
        // More than are looked at at a time.
        string[] plan = ["--corpus", "train=corpus/many.txt", "--fonts", "fonts/*.ttf"];
        _workspace.Write("corpus/many.txt", Repository.Train(600));
        var whole = _workspace.PregenerateInto("many", plan).Exits(0);
        Export(_workspace.PathOf("many"), "many-tree");
        using var source = new CancellationTokenSource();
        var options = new FilesImportOptions
        {
            Input = _workspace.PathOf("many-tree"),
            CacheDirectory = Other,
            ProjectDirectory = _workspace.PathOf("."),
            Jobs = 2,
            Log = diagnostic => Assert.Fail(diagnostic.ToString()),
        };

        Assert.ThrowsAny<OperationCanceledException>(() => FilesImport.Run(options, new Cancelling(source), source.Token));

        var there = _workspace.RunOn(Other, "stats", "--json").Exits(0).Number("total_images");
        Assert.InRange(there, 1, whole.Number("planned") - 1);
        _workspace.RunOn(Other, "validate", "--json").Exits(0);
        _workspace.RunOn(Other, "import", ["--input", _workspace.PathOf("many-tree"), "--json"]).Exits(0)
            .Counts(("cached", there), ("imported", whole.Number("planned") - there));
        Assert.Equal(whole.Digest, _workspace.RunOn(Other, "import", ["--input", _workspace.PathOf("many-tree"), "--json", .. Fonts]).Exits(0).Digest);
    }

    [Theory]
    [InlineData("missing", "there is no such folder")]
    [InlineData("corpus", "there is no cache_index.json")]
    [InlineData("cache", "this is a cache already")]
    public void A_folder_that_is_no_tree_is_wrong_usage(string folder, string message)
    {
        _workspace.RunOn(Other, "import", "--input", _workspace.PathOf(folder), "--json").Exits(2).Says("KHC5002").Says(message);

        Assert.False(Directory.Exists(Other));
    }

    [Fact]
    public void A_tree_is_not_imported_into_itself()
    {
        var before = _workspace.FilesOf("tree");

        _workspace.RunOn(_workspace.PathOf("tree"), "import", "--input", _workspace.PathOf("tree"), "--json").Exits(2).Says("KHC5002");

        _workspace.FilesOf("tree").AreThoseOf(before);
    }

    [Fact]
    public void A_tree_without_entries_makes_no_cache()
    {
        new SeedTree(_workspace.PathOf("empty")).WriteIndex();

        Assert.Empty(_workspace.RunOn(Other, "import", "--input", _workspace.PathOf("empty"), "--json").Exits(0).Counts(("entries", 0), ("imported", 0)).Digest);

        Assert.False(Directory.Exists(Other));
    }

    private Outcome Import(string cache, params string[] arguments) =>
        _workspace.RunOn(cache, "import", ["--from", "files", "--input", _workspace.PathOf("tree"), "--json", .. arguments]);

    private void Export(string cache, string folder) => _workspace.RunOn(cache, "export", "--format", "files", "--output", _workspace.PathOf(folder)).Exits(0);

    /// <summary>An entry of the tree, and its picture with one pixel changed.</summary>
    private (string Key, string Text, string Font) Altered(out LineImage picture)
    {
        var text = Repository.Train(1)[0];
        using var cache = ImageCache.Open(_workspace.Cache);
        var drawn = cache.GetImage(text, FontDescriptor.FromPath(Workspace.FontA, _workspace.PathOf(".")), 32);
        var pixels = drawn.Pixels.ToArray();
        pixels[pixels.Length / 2] ^= 1;
        picture = new LineImage(drawn.Width, drawn.Height, pixels);
        return (SeedTree.KeyOf(text, Workspace.FontA, 32), text, Workspace.FontA);
    }

    private void AssertShows(string cache, string text, string font, LineImage picture)
    {
        using var opened = ImageCache.Open(cache);
        var shown = opened.GetImage(text, FontDescriptor.FromPath(font, _workspace.PathOf(".")), picture.Height);
        Assert.Equal(picture.Width, shown.Width);
        Assert.True(shown.Pixels.SequenceEqual(picture.Pixels));
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<PregenerationProgress>
    {
        public void Report(PregenerationProgress value) => source.Cancel();
    }
}
