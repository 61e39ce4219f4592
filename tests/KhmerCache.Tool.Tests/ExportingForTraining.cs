namespace KhmerCache.Tool.Tests;

/// <summary>The exports that other programs train from: the same bytes from the same images, complete or not there.</summary>
public sealed class ExportingForTraining : IDisposable
{
    private readonly Workspace _workspace = new();

    public ExportingForTraining() => _workspace.Pregenerate().Exits(0);

    public static TheoryData<string> Formats => ["png", "lmdb", "webdataset", "parquet"];

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_images_are_the_same_bytes_whatever_the_history(string format)
    {
        _workspace.PregenerateInto("other", [.. Workspace.All, "--max-lines", "3"]).Exits(0);
        _workspace.PregenerateInto("other", [.. Workspace.All, "--image-height", "32"]).Exits(0);

        Export(format, "out");
        _workspace.RunOn(_workspace.PathOf("other"), "export", "--format", format, "--output", _workspace.PathOf("out2")).Exits(0);

        _workspace.FilesOf("out2").AreThoseOf(_workspace.FilesOf("out"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Splits_are_apart_where_the_corpora_are_given(string format)
    {
        var outcome = Export(format, "out", "--corpus", "train=" + _workspace.PathOf("corpus/train.txt"), "--corpus", "val=" + _workspace.PathOf("corpus/val.txt"));

        Assert.Equal($$"""{"train":{{2 * Workspace.TrainLines}},"val":{{Workspace.ValLines}}}""", outcome.Json["splits"]!.ToJsonString());
        Assert.All(new[] { "train", "val" }, split => Assert.Contains(_workspace.FilesOf("out").Names, name => name.Split('/').Any(part => part.StartsWith(split, StringComparison.Ordinal))));
        Assert.DoesNotContain(_workspace.FilesOf("out").Names, name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_second_run_leaves_what_is_complete_and_makes_what_is_missing(string format)
    {
        string[] options = ["--shard-size", "6", "--project-directory", _workspace.PathOf("."), .. Workspace.All];
        Export(format, "out", options);
        var files = _workspace.FilesOf("out");
        var data = files.Names.Where(name => name.EndsWith(DataOf(format), StringComparison.Ordinal)).ToArray();
        var (lost, kept) = (_workspace.PathOf("out/" + (format == "png" ? "val/labels.txt" : data[^1])), _workspace.PathOf("out/" + data[0]));
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(kept, written);
        File.Delete(lost);
        File.WriteAllText(lost + ".part", "cut short");

        Export(format, "out", options);

        _workspace.FilesOf("out").AreThoseOf(files);
        Assert.NotEqual(kept, lost);
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
    }

    /// <summary>Killed while it writes a picture, a process leaves the beginning of a file under its name.</summary>
    [Fact]
    public void A_picture_that_was_cut_short_is_made_again()
    {
        Export("png", "out");
        var files = _workspace.FilesOf("out");
        var picture = Directory.GetFiles(_workspace.PathOf("out/all/images"), "*.png", SearchOption.AllDirectories)[0];
        File.WriteAllBytes(picture, File.ReadAllBytes(picture)[..^5]);
        File.Delete(_workspace.PathOf("out/all/labels.txt"));

        Export("png", "out");

        _workspace.FilesOf("out").AreThoseOf(files);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Images_of_another_cache_are_not_taken_for_these(string format)
    {
        Export(format, "out");
        var files = _workspace.FilesOf("out");
        _workspace.Pregenerate("--image-height", "48").Exits(0);

        _workspace.Run("export", "--format", format, "--output", _workspace.PathOf("out")).Exits(2).Says("Delete it, or name another folder");

        _workspace.FilesOf("out").AreThoseOf(files);
    }

    /// <summary>The same font under another path: pictures and labels are the same, but the files name other fonts and keys.</summary>
    [Fact]
    public void Images_of_a_font_that_has_moved_are_not_taken_for_these()
    {
        Export("parquet", "out");
        Directory.Move(_workspace.PathOf("fonts"), _workspace.PathOf("faces"));
        _workspace.PregenerateInto("moved", [.. Workspace.All[..4], "--fonts", "faces/*.ttf"]).Exits(0);

        _workspace.RunOn(_workspace.PathOf("moved"), "export", "--format", "parquet", "--output", _workspace.PathOf("out")).Exits(2).Says("Delete it, or name another folder");
    }

    /// <summary>Another rasteriser draws other pixels from the same recipe, at the same width.</summary>
    [Fact]
    public void Images_of_another_rasteriser_are_not_taken_for_these()
    {
        Export("lmdb", "out");
        var folder = new Storage.CacheFolder(_workspace.Cache);
        var manifest = Storage.Manifest.Read(folder)!;
        File.WriteAllBytes(folder.ManifestPath, (manifest with { Recipes = [.. manifest.Recipes.Select(recipe => recipe with { Rasterizer = "another" })] }).ToJson());

        _workspace.Run("export", "--format", "lmdb", "--output", _workspace.PathOf("out")).Exits(2).Says("Delete it, or name another folder");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_folder_with_something_else_is_left_alone(string format)
    {
        _workspace.Write("out/thesis.txt", "mine");

        _workspace.Run("export", "--format", format, "--output", _workspace.PathOf("out")).Exits(2).Says("what is in it is no export");

        Assert.Equal(["thesis.txt"], _workspace.FilesOf("out").Names);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_cache_without_an_image_gives_an_export_without_one(string format)
    {
        _workspace.Write("corpus/empty.txt", "中文");
        _workspace.RunOn(_workspace.PathOf("none"), "pregenerate", "--corpus", "train=corpus/empty.txt", "--fonts", "fonts/*.ttf").Exits(0);

        var outcome = _workspace.RunOn(_workspace.PathOf("none"), "export", "--format", format, "--output", _workspace.PathOf("out"), "--json").Exits(0);

        Assert.Equal(0, outcome.Number("images"));
    }

    [Fact]
    public void Shards_have_as_many_samples_as_asked_for()
    {
        Export("webdataset", "out", "--shard-size", "6");

        Assert.Equal(
            ["all-000000.tar", "all-000001.tar", "all-000002.tar", "all-000003.tar", "khmercache-export.json"], _workspace.FilesOf("out").Names);
        _workspace.Run("export", "--format", "webdataset", "--output", _workspace.PathOf("out"), "--shard-size", "7").Exits(2).Says("in another way");
        _workspace.Run("export", "--format", "webdataset", "--output", _workspace.PathOf("out"), "--shard-size", "0").Exits(2).Says("--shard-size");
    }

    [Theory]
    [InlineData("../train")]
    [InlineData(".")]
    public void A_split_that_is_no_name_of_a_folder_is_refused(string split) =>
        _workspace.Run("export", "--format", "png", "--output", _workspace.PathOf("out"), "--corpus", $"{split}={_workspace.PathOf("corpus/train.txt")}").Exits(2).Says("Rename it");

    /// <summary>A cache folder may be shared: what it has of other fonts and heights belongs to another project.</summary>
    [Fact]
    public void Fonts_and_height_are_those_of_the_command_line()
    {
        _workspace.PregenerateInto("own", [.. Workspace.All, "--image-height", "40", "--fonts-per-line", "1", "--seed", "5"]).Exits(0);
        _workspace.Pregenerate("--image-height", "40").Exits(0);
        File.Copy(Repository.FontFile("KhmerOSmuollight.ttf"), _workspace.Write("others/muol.ttf"), overwrite: true);
        _workspace.Run("pregenerate", [.. Workspace.All[..4], "--fonts", "others/muol.ttf", "--image-height", "40"]).Exits(0);
        string[] options = [.. Workspace.All, "--image-height", "40", "--fonts-per-line", "1", "--seed", "5", "--project-directory", _workspace.PathOf(".")];

        Export("lmdb", "out", options).Counts(("images", Workspace.TrainLines + Workspace.ValLines), ("missing", 0));
        _workspace.RunOn(_workspace.PathOf("own"), "export", ["--format", "lmdb", "--output", _workspace.PathOf("expected"), .. options]).Exits(0);

        _workspace.FilesOf("out").AreThoseOf(_workspace.FilesOf("expected"));
    }

    [Fact]
    public void Fonts_are_shown_at_the_usual_height_where_none_is_given()
    {
        _workspace.Pregenerate("--image-height", "48").Exits(0);

        Export("lmdb", "out", [.. Workspace.All, "--project-directory", _workspace.PathOf(".")]).Counts(("images", Workspace.Images), ("missing", 0));
        Export("lmdb", "each", [.. Workspace.All[..4], "--project-directory", _workspace.PathOf(".")]).Counts(("images", 2 * Workspace.Images), ("missing", 0));
    }

    [Theory]
    [InlineData("lmdb")]
    [InlineData("files")]
    public void Images_that_were_not_made_yet_are_an_error_that_names_the_first_of_them(string format)
    {
        var corpus = _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 2));

        var outcome = _workspace.Run("export", ["--format", format, "--output", _workspace.PathOf("out"), "--project-directory", _workspace.PathOf("."), .. Workspace.All]);

        outcome.Exits(1).Says($"{corpus}({Workspace.TrainLines + 1}): error KHC3008: 4 images of split 'train' are not in the cache").Says("Run 'khmercache pregenerate'");
        outcome.Counts(("images", Workspace.Images), ("missing", 4));
    }

    [Fact]
    public void Lines_without_an_image_are_an_error_where_no_font_is_named_as_well()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 2));

        _workspace.Run("export", ["--format", "lmdb", "--output", _workspace.PathOf("out"), "--project-directory", _workspace.PathOf("."), .. Workspace.All[..4]])
            .Exits(1).Says("2 images of split 'train' are not in the cache").Counts(("images", Workspace.Images), ("missing", 2));
    }

    [Fact]
    public void A_line_that_a_font_can_not_show_is_told_and_does_not_fail_the_export()
    {
        var corpus = _workspace.Write("corpus/train.txt", [.. Repository.Train(Workspace.TrainLines), "中文"]);
        _workspace.Pregenerate().Exits(0);

        Export("lmdb", "out", [.. Workspace.All, "--project-directory", _workspace.PathOf(".")])
            .Says($"{corpus}({Workspace.TrainLines + 1}): warning KHC1004: 2 images of split 'train' are not in the export").Counts(("images", Workspace.Images), ("missing", 2));
    }

    // Of LMDB there is one file for each split, which a second run makes as a whole.
    private static string DataOf(string format) => format switch { "lmdb" => ".mdb", "webdataset" => ".tar", "png" => ".png", _ => ".parquet" };

    private Outcome Export(string format, string output, params string[] options) =>
        _workspace.Run("export", ["--format", format, "--output", _workspace.PathOf(output), .. options]).Exits(0);
}
