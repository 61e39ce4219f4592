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
        Sign();
    }

    private static readonly string[] Products = ["cache_index.json", "segments"];

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
    public void After_a_file_was_touched_the_stamp_is_not_older()
    {
        File.SetLastWriteTimeUtc(PathOf("train.txt"), DateTime.UtcNow.AddDays(1));
        Find();
        Assert.Equal(File.GetLastWriteTimeUtc(PathOf("train.txt")), File.GetLastWriteTimeUtc(PathOf("stamp")));
    }

    /// <summary>Guards against a clock that is set back, or that of another machine: MSBuild would skip the work for as long as the stamp is newer.</summary>
    [Fact]
    public void A_stamp_from_the_future_goes_where_the_list_is_another_one()
    {
        File.SetLastWriteTimeUtc(PathOf("stamp"), DateTime.UtcNow.AddDays(1));
        Write("train.txt", "two");

        Find();

        Assert.False(IsStamped);
    }

    [Fact]
    public void Where_a_segment_goes_the_stamp_goes()
    {
        Directory.CreateDirectory(PathOf("segments/lines"));
        Write("segments/lines/a.arrow", "images");
        Sign();
        Find();
        Assert.True(IsStamped);

        File.Delete(PathOf("segments/lines/a.arrow"));
        Find();
        Assert.False(IsStamped);
    }

    [Fact]
    public void Warnings_of_the_work_are_told_again_where_it_need_not_be_done_again()
    {
        Write("warnings", $"KHC1017\t{PathOf("train.txt")}\t4\t2\tU+200B is in the label\n");

        var warning = Assert.Single(Find().Warnings);
        Assert.Equal(("KHC1017", PathOf("train.txt"), 4, 2, "U+200B is in the label"), (warning.Code, warning.File, warning.LineNumber, warning.ColumnNumber, warning.Message));
        Assert.Equal("KHC1017", Assert.Single(Find(treatWarningsAsErrors: "true").Errors).Code);

        Write("train.txt", "two");
        Assert.Empty(Find().Warnings);
    }

    /// <summary>Guards against a warning that a project which treats warnings as errors never sees as one.</summary>
    [Fact]
    public void A_lock_that_is_missing_where_it_should_be_checked_is_a_warning_or_an_error_as_the_project_has_it()
    {
        var warning = Assert.Single(Find(missingLock: PathOf("khmercache.lock.json")).Warnings);
        Assert.Equal(("KHC4006", PathOf("khmercache.lock.json")), (warning.Code, warning.File));

        Assert.Equal("KHC4006", Assert.Single(Find(missingLock: PathOf("khmercache.lock.json"), treatWarningsAsErrors: "true").Errors).Code);
    }

    [Fact]
    public void A_switch_that_is_neither_on_nor_off_is_an_error()
    {
        var engine = new RecordingBuildEngine();
        var task = new KhmerCacheFindChanges
        {
            BuildEngine = engine,
            ProjectFile = PathOf("App.csproj"),
            Flags = ["KhmerCacheLock=ture", "KhmerCacheLockedMode="],
            InputsFile = "i",
            HashesFile = "h",
            StampFile = "s",
            WarningsFile = "w",
        };

        Assert.False(task.Execute());
        Assert.Equal(("KHC5002", "KhmerCacheLock is 'ture', but must be 'true' or 'false'."), (Assert.Single(engine.Errors).Code, engine.Errors[0].Message));
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

    /// <summary>Guards against images of an older worker that stay after the package was updated.</summary>
    [Fact]
    public void Another_worker_is_seen()
    {
        Write("KhmerCache.Tool.dll", "version 1");
        Find(workerFiles: ["KhmerCache.Tool.dll"]);
        Sign();
        Find(workerFiles: ["KhmerCache.Tool.dll"]);
        Assert.True(IsStamped);

        Write("KhmerCache.Tool.dll", "version 2");
        Find(workerFiles: ["KhmerCache.Tool.dll"]);
        Assert.False(IsStamped);
    }

    /// <summary>A package's files have the time that the package states: the worker is not read in each build, and its hash says whether it is another one.</summary>
    [Fact]
    public void The_hash_of_a_worker_is_kept_as_long_as_its_length_and_date_stay()
    {
        Write("KhmerCache.Tool.dll", "version 1");
        File.SetLastWriteTimeUtc(PathOf("KhmerCache.Tool.dll"), new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Find(workerFiles: ["KhmerCache.Tool.dll"]);
        var (before, kept) = (Listed, File.ReadAllText(PathOf("hashes")));

        File.SetLastWriteTimeUtc(PathOf("KhmerCache.Tool.dll"), new DateTime(2000, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        Find(workerFiles: ["KhmerCache.Tool.dll"]);
        Assert.Equal(before, Listed);
        Assert.NotEqual(kept, File.ReadAllText(PathOf("hashes")));

        Write("KhmerCache.Tool.dll", "version 2.0");
        File.SetLastWriteTimeUtc(PathOf("KhmerCache.Tool.dll"), new DateTime(2000, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        Find(workerFiles: ["KhmerCache.Tool.dll"]);
        Assert.NotEqual(before, Listed);
    }

    /// <summary>Guards against a packed cache that is replaced by another one of the same size, and taken for the first.</summary>
    [Fact]
    public void Another_file_that_the_work_depends_on_is_seen_whatever_its_date()
    {
        Write("cache.tar", "one");
        Find(otherFiles: ["cache.tar"]);
        var (before, time) = (Listed, File.GetLastWriteTimeUtc(PathOf("cache.tar")));

        Write("cache.tar", "two");
        File.SetLastWriteTimeUtc(PathOf("cache.tar"), time);
        Find(otherFiles: ["cache.tar"]);

        Assert.NotEqual(before, Listed);
    }

    /// <summary>The work itself names what is wrong, beside all else that is: it is only not to be skipped.</summary>
    [Fact]
    public void How_many_threads_work_is_no_change_but_where_it_makes_no_sense()
    {
        Find(jobs: "2");
        Assert.True(IsStamped);

        Find(jobs: "many");
        Assert.False(IsStamped);
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

        Sign();
        File.Delete(PathOf("cache_index.json"));
        Find();
        Assert.False(IsStamped);
    }

    /// <summary>Guards against a build that waits for ever for somebody to write into a pipe that was named as a corpus.</summary>
    [Fact]
    public void A_pipe_is_not_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows has no pipes among its files.
            return;
        }

        using (var made = System.Diagnostics.Process.Start("mkfifo", [PathOf("pipe.txt")]))
        {
            made.WaitForExit();
        }

        Find("pipe.txt");

        Assert.Contains($"corpus\ttrain\t{PathOf("pipe.txt")}\tempty\n", Listed, StringComparison.Ordinal);
    }

    /// <summary>Guards against projects that share a cache and each undo the other's up-to-date state.</summary>
    [Fact]
    public void What_another_project_plans_in_a_shared_manifest_is_no_change()
    {
        Write("cache_index.json", Manifest(images: 7, """{}"""));
        Sign();

        Write("cache_index.json", Manifest(images: 7, "{\n    \"train\": {\n      \"lines\": 7\n    }\n  }"));
        Find();
        Assert.True(IsStamped);

        Write("cache_index.json", Manifest(images: 8, "{\n    \"train\": {\n      \"lines\": 7\n    }\n  }"));
        Find();
        Assert.False(IsStamped);

        static string Manifest(int images, string splits) =>
            $"{{\n  \"content_digest\": \"ab\",\n  \"splits\": {splits},\n  \"segments\": [],\n  \"total_images\": {images},\n  \"checksum\": \"{splits.Length:x32}\"\n}}\n";
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

    private RecordingBuildEngine Find(string corpus = "train.txt", string[]? settings = null, string? second = null, string? treatWarningsAsErrors = null, string? missingLock = null, string? jobs = null, string[]? workerFiles = null, string[]? otherFiles = null)
    {
        var engine = new RecordingBuildEngine();
        var task = new KhmerCacheFindChanges
        {
            BuildEngine = engine,
            ProjectFile = PathOf("App.csproj"),
            Settings = settings ?? [],
            MissingLock = missingLock,
            Jobs = jobs,
            WorkerFiles = workerFiles ?? [],
            OtherFiles = otherFiles ?? [],
            Corpora = [.. new[] { corpus, second }.OfType<string>().Select(path => FakePregenerate.Corpus(path, "train"))],
            Fonts = [new TaskItem("font.ttf")],
            Products = [.. Products],
            InputsFile = "inputs",
            HashesFile = "hashes",
            StampFile = "stamp",
            WarningsFile = "warnings",
            TreatWarningsAsErrors = treatWarningsAsErrors,
        };
        Assert.Equal(treatWarningsAsErrors is null, task.Execute());
        return engine;
    }

    /// <summary>What the task that does the work does at its end.</summary>
    private void Sign() => Stamp.Write(PathOf("stamp"), PathOf("inputs"), Products.Select(PathOf));

    private void Write(string path, string text) => File.WriteAllText(PathOf(path), text);

    private string PathOf(string path) => Path.Combine(_folder.FullName, path);
}
