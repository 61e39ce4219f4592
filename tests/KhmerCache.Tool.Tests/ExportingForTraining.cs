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
        Export(format, "out", "--shard-size", "6");
        var files = _workspace.FilesOf("out");
        var all = files.Names.Where(name => name != "khmercache-export.json").ToArray();
        var (lost, kept) = (_workspace.PathOf("out/" + all[^1]), _workspace.PathOf("out/" + all[0]));
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(kept, written);
        File.Delete(lost);
        File.WriteAllText(lost + ".part", "cut short");

        Export(format, "out", "--shard-size", "6");

        _workspace.FilesOf("out").AreThoseOf(files);
        Assert.True(all.Length == 1 || format == "parquet" || File.GetLastWriteTimeUtc(kept) == written);
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

    private Outcome Export(string format, string output, params string[] options) =>
        _workspace.Run("export", ["--format", format, "--output", _workspace.PathOf(output), .. options]).Exits(0);
}
