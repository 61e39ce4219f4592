using Microsoft.Build.Utilities;

namespace KhmerCache.Build.Tests;

public sealed class FindingChanges : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("a project ");

    public FindingChanges()
    {
        Write("train.txt", "one");
        Write("font.ttf", "outlines");
        Write("cache_index.json", "{}");
        Find();
        Stamp.Write(PathOf("stamp"), [PathOf("cache_index.json")]);
    }

    private string Listed => File.ReadAllText(PathOf("inputs"));

    private bool IsStamped => File.Exists(PathOf("stamp"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Nothing_changed_leaves_the_list_and_the_stamp_alone_whatever_the_dates()
    {
        var written = File.GetLastWriteTimeUtc(PathOf("inputs"));
        File.SetLastWriteTimeUtc(PathOf("train.txt"), DateTime.UtcNow.AddDays(1));

        Find();

        Assert.Equal(written, File.GetLastWriteTimeUtc(PathOf("inputs")));
        Assert.True(IsStamped);
    }

    /// <summary>Visual Studio compares dates before it builds at all.</summary>
    [Fact]
    public void After_a_file_was_touched_the_stamp_is_not_older_and_after_a_change_it_stays_behind_the_list()
    {
        File.SetLastWriteTimeUtc(PathOf("train.txt"), DateTime.UtcNow.AddDays(1));
        Find();
        Assert.Equal(File.GetLastWriteTimeUtc(PathOf("train.txt")), File.GetLastWriteTimeUtc(PathOf("stamp")));

        File.SetLastWriteTimeUtc(PathOf("stamp"), DateTime.UtcNow.AddHours(-1));
        Write("train.txt", "two");
        Find();
        Assert.True(File.GetLastWriteTimeUtc(PathOf("stamp")) < File.GetLastWriteTimeUtc(PathOf("inputs")));
    }

    [Theory]
    [InlineData("train.txt")]
    [InlineData("font.ttf")]
    public void Another_content_of_the_same_length_and_date_is_seen(string file)
    {
        var (before, time) = (Listed, File.GetLastWriteTimeUtc(PathOf(file)));
        var bytes = File.ReadAllBytes(PathOf(file));
        bytes[0]++;
        File.WriteAllBytes(PathOf(file), bytes);
        File.SetLastWriteTimeUtc(PathOf(file), time);

        Find();

        Assert.NotEqual(before, Listed);
    }

    [Fact]
    public void A_deleted_file_a_renamed_one_and_another_setting_are_seen()
    {
        var before = Listed;
        File.Delete(PathOf("train.txt"));
        Find();
        var deleted = Listed;
        Write("renamed.txt", "one");
        Find(corpus: "renamed.txt");
        var renamed = Listed;
        Find(corpus: "renamed.txt", settings: ["image-height=48"]);

        Assert.Equal(4, new[] { before, deleted, renamed, Listed }.Distinct().Count());
    }

    [Fact]
    public void The_order_of_files_is_no_change()
    {
        Write("train2.txt", "two");
        Find("train.txt", [], "train2.txt");
        var before = Listed;

        Find("train2.txt", [], "train.txt");

        Assert.Equal(before, Listed);
    }

    [Fact]
    public void Where_what_was_written_is_gone_or_another_the_stamp_goes()
    {
        Find();
        Assert.True(IsStamped);

        Write("cache_index.json", "{ }");
        Find();
        Assert.False(IsStamped);

        Stamp.Write(PathOf("stamp"), [PathOf("cache_index.json")]);
        File.Delete(PathOf("cache_index.json"));
        Find();
        Assert.False(IsStamped);
    }

    [Fact]
    public void The_hash_of_a_large_file_is_kept_and_made_again_where_its_length_or_date_changes()
    {
        var large = new byte[FileHashes.Large];
        File.WriteAllBytes(PathOf("train.txt"), large);
        File.SetLastWriteTimeUtc(PathOf("train.txt"), DateTime.UtcNow.AddDays(-1));
        Find();
        var before = Listed;
        var kept = File.ReadAllText(PathOf("hashes"));

        Find();
        Assert.Equal(before, Listed);
        Assert.Equal(kept, File.ReadAllText(PathOf("hashes")));

        large[17]++;
        File.WriteAllBytes(PathOf("train.txt"), large);
        Find();
        Assert.NotEqual(before, Listed);
    }

    [Fact]
    public void The_hash_of_a_large_file_that_was_just_written_is_not_relied_on()
    {
        File.WriteAllBytes(PathOf("train.txt"), new byte[FileHashes.Large]);

        Find();

        Assert.False(File.Exists(PathOf("hashes")));
    }

    private void Find(string corpus = "train.txt", string[]? settings = null, string? second = null)
    {
        var task = new KhmerCacheFindChanges
        {
            BuildEngine = new RecordingBuildEngine(),
            ProjectDirectory = _folder.FullName,
            Settings = settings ?? [],
            Corpora = [.. new[] { corpus, second }.OfType<string>().Select(path => FakePregenerate.Corpus(path, "train"))],
            Fonts = [new TaskItem("font.ttf")],
            Products = ["cache_index.json"],
            InputsFile = "inputs",
            HashesFile = "hashes",
            StampFile = "stamp",
        };
        Assert.True(task.Execute());
    }

    private void Write(string path, string text) => File.WriteAllText(PathOf(path), text);

    private string PathOf(string path) => Path.Combine(_folder.FullName, path);
}
