using KhmerCache.Datasets;

namespace KhmerCache.Tool.Tests;

/// <summary><c>gc</c>: what no plan asks for goes first, then what was used longest ago.</summary>
public sealed class Cleaning : IDisposable
{
    private readonly Workspace _workspace = new();

    public Cleaning() => _workspace.Pregenerate().Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Where_all_is_asked_for_nothing_goes()
    {
        var files = _workspace.Files;

        _workspace.Run("gc").Exits(0).Counts(("dropped_unreferenced", 0), ("dropped_least_recently_used", 0), ("kept", Workspace.Images));
        _workspace.Run("gc", "--max-size", "1GB").Exits(0).Counts(("dropped_unreferenced", 0), ("dropped_least_recently_used", 0), ("kept", Workspace.Images));

        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void Lines_that_left_the_corpus_go()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines - 2));
        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));

        _workspace.Run("gc").Exits(0).Counts(("dropped_unreferenced", 4), ("dropped_least_recently_used", 0), ("kept", Workspace.Images - 4));

        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images - 4));
        var digest = _workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images - 4)).Digest;
        Assert.Equal(_workspace.PregenerateInto("fresh", Workspace.All).Exits(0).Digest, digest);
    }

    [Fact]
    public void A_plan_whose_lines_another_plan_has_as_well_still_asks_for_them_when_the_other_is_gone()
    {
        _workspace.Write("other/corpus/train.txt", Repository.Train(Workspace.TrainLines - 3));
        string[] smaller = ["--corpus", "train=other/corpus/train.txt", "--fonts", "fonts/*.ttf"];
        _workspace.Run("pregenerate", smaller).Exits(0).Counts(("rendered", 0));
        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));
        _workspace.Run("gc").Exits(0).Counts(("dropped_unreferenced", 0), ("kept", Workspace.Images));

        // The larger one asks for other lines from now on.
        _workspace.Write("corpus/train.txt", Repository.Val(1));
        _workspace.Pregenerate().Exits(0);
        _workspace.Run("gc").Exits(0);

        _workspace.Run("pregenerate", smaller).Exits(0).Counts(("rendered", 0), ("cached", 2 * (Workspace.TrainLines - 3)));
    }

    [Fact]
    public void Projects_with_the_same_layout_that_share_a_cache_do_not_lose_each_others_images()
    {
        foreach (var project in new[] { "pa", "pb" })
        {
            Directory.CreateDirectory(_workspace.PathOf($"{project}/fonts"));
            File.Copy(_workspace.PathOf(Workspace.FontA), _workspace.PathOf($"{project}/{Workspace.FontA}"));
            _workspace.Write($"{project}/corpus/train.txt", project == "pa" ? Repository.Train(4) : Repository.Val(4));
            Pregenerate(project).Exits(0);
        }

        Workspace.Command("gc", "--cache-dir", _workspace.PathOf("shared"), "--json").Exits(0).Counts(("dropped_unreferenced", 0), ("kept", 8));
        Pregenerate("pa").Exits(0).Counts(("rendered", 0), ("cached", 4));

        Outcome Pregenerate(string project) => Workspace.Command(
            "pregenerate", "--cache-dir", _workspace.PathOf("shared"), "--project-directory", _workspace.PathOf(project), "--corpus", "train=corpus/train.txt", "--fonts", "fonts/*.ttf", "--json");
    }

    /// <summary>Segments of many writers hold the same images several times.</summary>
    [Fact]
    public void Where_merging_alone_makes_the_cache_small_enough_nothing_else_goes()
    {
        foreach (var lines in Enumerable.Range(1, Workspace.TrainLines))
        {
            _workspace.PregenerateInto("apart", [.. Workspace.All, "--max-lines", $"{lines}"]).Exits(0);
            Directory.CreateDirectory(_workspace.PathOf("many/segments/lines"));
            Directory.CreateDirectory(_workspace.PathOf("many/segments/glyphs"));
            foreach (var segment in Directory.GetFiles(_workspace.PathOf("apart/segments"), "*.arrow", SearchOption.AllDirectories))
            {
                File.Copy(segment, segment.Replace("/apart/", "/many/", StringComparison.Ordinal), overwrite: true);
            }

            Directory.Delete(_workspace.PathOf("apart"), recursive: true);
        }

        _workspace.PregenerateInto("many", Workspace.All).Exits(0).Counts(("rendered", 0));
        var merged = _workspace.Run("stats").Number("total_size_bytes");

        var report = _workspace.RunOn(_workspace.PathOf("many"), "gc", "--json", "--max-size", $"{merged * 11 / 10}B").Exits(0);

        report.Counts(("dropped_unreferenced", 0), ("dropped_least_recently_used", 0), ("kept", Workspace.Images));
        Assert.InRange(report.Number("size_bytes_before"), 2 * merged, long.MaxValue);
        Assert.InRange(report.Number("size_bytes_after"), 1, merged * 11 / 10);
    }

    [Fact]
    public void Images_of_an_older_font_file_go()
    {
        File.Copy(_workspace.PathOf(Workspace.FontB), _workspace.PathOf(Workspace.FontA), overwrite: true);
        var stale = _workspace.Pregenerate().Exits(0).Number("rendered");

        _workspace.Run("gc").Exits(0).Counts(("dropped_unreferenced", stale), ("kept", Workspace.Images));

        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images), ("stale", 0));
    }

    [Fact]
    public void What_merging_drops_is_counted_as_well()
    {
        File.Copy(_workspace.PathOf(Workspace.FontB), _workspace.PathOf(Workspace.FontA), overwrite: true);
        var stale = _workspace.Pregenerate().Exits(0).Number("rendered");
        var size = _workspace.Run("stats").Number("total_size_bytes");

        _workspace.Run("gc", "--max-size", $"{size - 1}B").Exits(0).Counts(("dropped_unreferenced", stale), ("dropped_least_recently_used", 0), ("kept", Workspace.Images));
    }

    [Fact]
    public void A_dry_run_tells_and_changes_nothing()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines - 2));
        _workspace.Pregenerate().Exits(0);
        var files = _workspace.Files;

        _workspace.Run("gc", "--dry-run").Exits(0).Counts(("dropped_unreferenced", 4), ("kept", Workspace.Images - 4));

        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void What_was_used_longest_ago_goes_first_and_only_as_much_as_has_to()
    {
        _workspace.Pregenerate("--image-height", "48").Exits(0);
        _workspace.Pregenerate("--image-height", "64").Exits(0);
        _workspace.Pregenerate().Exits(0);
        Age(("32", 1), ("48", 3), ("64", 2));
        var size = _workspace.Run("stats").Number("total_size_bytes");

        // Most of it are masks, which go with the last image of their font and height.
        var report = _workspace.Run("gc", "--max-size", $"{size * 2 / 3}B").Exits(0);

        Assert.InRange(report.Number("size_bytes_after"), 1, size * 2 / 3);
        Assert.Equal(report.Number("size_bytes_after"), new DirectoryInfo(_workspace.Cache).GetFiles("*", SearchOption.AllDirectories).Where(file => file.Name != ".lock").Sum(file => file.Length));
        _workspace.Run("validate", "--deep").Exits(0);
        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));
        Assert.NotEqual(0, _workspace.Pregenerate("--image-height", "48").Exits(0).Number("rendered"));
        _workspace.Run("validate", "--deep").Exits(0);
    }

    /// <summary>Guards against the images of a project going first because it has been trained from for months without a change that needs a build.</summary>
    [Fact]
    public void Training_is_a_use()
    {
        _workspace.Pregenerate("--image-height", "48").Exits(0);
        Age(("32", 1), ("48", 3));
        string[] plans = Directory.GetFiles(_workspace.PathOf("cache/plans"));
        var times = Array.ConvertAll(plans, File.GetLastWriteTimeUtc);
        FontDescriptor[] fonts = [.. new[] { Workspace.FontA, Workspace.FontB }.Select(font => FontDescriptor.FromPath(font, _workspace.PathOf(".")))];
        using (var cache = ImageCache.Open(_workspace.Cache))
        using (Open(cache))
        {
        }

        Assert.Single(plans.Zip(times), plan => File.GetLastWriteTimeUtc(plan.First) != plan.Second);
        var size = _workspace.Run("stats").Number("total_size_bytes");
        _workspace.Run("gc", "--max-size", $"{size * 3 / 4}B").Exits(0);

        _workspace.Pregenerate("--image-height", "48").Exits(0).Counts(("rendered", 0));
        Assert.NotEqual(0, _workspace.Pregenerate().Exits(0).Number("rendered"));

        KhmerCorpusDataset Open(ImageCache cache) => KhmerCorpusDataset.Open(
            cache, new SplitDescriptor("train", [_workspace.PathOf("corpus/train.txt")]), fonts, new KhmerCorpusDatasetOptions { ImageHeight = 48 });
    }

    [Fact]
    public void A_plan_that_lost_images_is_rendered_again()
    {
        var digest = _workspace.Run("stats").Digest;
        var lines = new FileInfo(_workspace.Segment("lines")).Length;
        var size = _workspace.Run("stats").Number("total_size_bytes");

        var dropped = _workspace.Run("gc", "--max-size", $"{size - lines / 20}B").Exits(0).Number("dropped_least_recently_used");

        Assert.InRange(dropped, 1, Workspace.Images);
        Assert.Equal(digest, _workspace.Pregenerate().Exits(0).Counts(("rendered", dropped)).Digest);
    }

    [Fact]
    public void A_picture_put_in_by_hand_stays_however_small_the_cache_is_to_be()
    {
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ដៃ", FontDescriptor.FromPath("hand", _workspace.PathOf("")), new LineImage(2, 2, [1, 2, 3, 4]));
        }

        _workspace.Run("gc", "--max-size", "1kB").Exits(1).Counts(("kept", 1), ("dropped_least_recently_used", Workspace.Images)).Says("put in by hand");

        using var after = ImageCache.Open(_workspace.Cache);
        Assert.Equal([1, 2, 3, 4], after.GetImage("ដៃ", FontDescriptor.FromPath("hand", _workspace.PathOf("")), 2).Pixels.ToArray());
    }

    [Fact]
    public void Where_no_plan_is_known_nothing_goes_that_is_shown()
    {
        _workspace.Run("compact").Exits(0);

        _workspace.Run("gc").Exits(0).Counts(("dropped_unreferenced", 0), ("dropped_least_recently_used", 0), ("kept", Workspace.Images));
    }

    [Theory]
    [InlineData("2 gigabytes")]
    [InlineData("-1GB")]
    [InlineData("GB")]
    [InlineData("99999999999999TB")]
    [InlineData("79228162514264337593543950335TB")]
    public void A_size_that_is_none_is_refused(string size) => _workspace.Run("gc", "--max-size", size).Exits(2).Says("--max-size").Says(size);

    [Fact]
    public void A_damaged_cache_is_left_as_it_is()
    {
        Damage.Flip(_workspace.Segment("lines"), 0.9);
        var files = _workspace.Files;

        _workspace.Run("gc", "--max-size", "1kB").Exits(3).Says("KHC3004");

        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void A_folder_without_a_cache_is_refused() => _workspace.RunOn(_workspace.PathOf("fonts"), "gc").Exits(2).Says("KHC3001");

    private void Age(params (string Height, int Hours)[] ages)
    {
        foreach (var plan in Directory.GetFiles(_workspace.PathOf("cache/plans")))
        {
            var text = System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(plan));
            var age = ages.First(age => text.Contains($"\"image_height\":{age.Height}", StringComparison.Ordinal));
            File.SetLastWriteTimeUtc(plan, DateTime.UtcNow.AddHours(-age.Hours));
        }
    }
}
