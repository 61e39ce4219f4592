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
    public void Images_of_an_older_font_file_go()
    {
        File.Copy(_workspace.PathOf(Workspace.FontB), _workspace.PathOf(Workspace.FontA), overwrite: true);
        var stale = _workspace.Pregenerate().Exits(0).Number("rendered");

        _workspace.Run("gc").Exits(0).Counts(("dropped_unreferenced", stale), ("kept", Workspace.Images));

        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images), ("stale", 0));
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
