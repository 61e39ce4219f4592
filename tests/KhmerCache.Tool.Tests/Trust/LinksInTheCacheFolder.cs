namespace KhmerCache.Tool.Tests.Trust;

/// <summary>A link leads out of the cache: what lies there is somebody's own, even if it looks like a cache's.</summary>
public sealed class LinksInTheCacheFolder : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableTheory]
    [InlineData("segments")]
    [InlineData("segments/lines")]
    [InlineData("segments/glyphs")]
    public void Nothing_in_a_folder_behind_one_is_deleted(string folder)
    {
        _workspace.Pregenerate().Exits(0);
        var outside = _workspace.PathOf("outside");
        Directory.Move(_workspace.PathOf($"cache/{folder}"), outside);
        File.WriteAllText(Path.Combine(outside, "0123456789abcdef0123456789abcdef.tmp"), "somebody's own");
        File.WriteAllText(Path.Combine(outside, "notes.txt"), "somebody's own");
        Link(folder, outside, isFolder: true);
        var before = _workspace.FilesOf("outside");

        // It can be read through the link all the same.
        _workspace.Run("stats").Exits(0).Counts(("total_images", Workspace.Images));
        _workspace.Run("compact").Exits(0);
        var outcome = _workspace.Run("clear", "--yes").Exits(0);

        before.AreThoseOf(_workspace.FilesOf("outside"));
        Assert.NotNull(new DirectoryInfo(_workspace.PathOf($"cache/{folder}")).LinkTarget);
        Assert.False(File.Exists(_workspace.PathOf("cache/cache_index.json")));
        if (folder != "segments/glyphs")
        {
            outcome.Says("warning KHC3007").Says(_workspace.Cache).Counts(("cleared_images", 0));
        }
    }

    [SkippableTheory]
    [InlineData("lines")]
    [InlineData("glyphs")]
    public void A_segment_that_is_one_stays_and_so_does_its_target(string kind)
    {
        _workspace.Pregenerate().Exits(0);
        var segment = _workspace.Segment(kind);
        var outside = _workspace.Write("outside/foreign.bin", File.ReadAllBytes(segment));
        File.Delete(segment);
        Link(Path.GetRelativePath(_workspace.Cache, segment), outside);
        var foreign = Link($"segments/{kind}/{new string('a', 64)}.arrow", _workspace.Write("outside/notes.txt", "somebody's own"));
        var before = _workspace.FilesOf("outside");

        _workspace.Run("clear", "--yes").Exits(0);

        before.AreThoseOf(_workspace.FilesOf("outside"));
        Assert.All([segment, foreign], link => Assert.NotNull(new FileInfo(link).LinkTarget));
        Assert.False(File.Exists(_workspace.PathOf("cache/cache_index.json")));
        Assert.Equal(2, Directory.GetFiles(_workspace.PathOf("cache/segments"), "*", SearchOption.AllDirectories).Length);
    }

    [SkippableFact]
    public void A_manifest_that_is_one_stays_and_so_does_its_target()
    {
        _workspace.Pregenerate().Exits(0);
        var outside = _workspace.Write("outside/index.json", File.ReadAllBytes(_workspace.PathOf("cache/cache_index.json")));
        File.Delete(_workspace.PathOf("cache/cache_index.json"));
        Link("cache_index.json", outside);
        var before = _workspace.FilesOf("outside");

        _workspace.Run("clear", "--yes").Exits(0);

        before.AreThoseOf(_workspace.FilesOf("outside"));
        Assert.Equal(["cache_index.json"], Directory.GetFileSystemEntries(_workspace.Cache).Select(Path.GetFileName));
    }

    /// <summary>A lock is opened for writing and its time is set, which is nothing to do to another's file.</summary>
    [SkippableFact]
    public void A_lock_that_is_one_is_refused()
    {
        _workspace.Pregenerate().Exits(0);
        var outside = _workspace.Write("outside/foreign.txt", "somebody's own");
        var time = File.GetLastWriteTimeUtc(outside);
        File.Delete(_workspace.PathOf("cache/.lock"));
        Link(".lock", outside);

        _workspace.Run("clear", "--yes").Exits(3).Says("error KHC3002").Says(".lock").Says("link");
        _workspace.Pregenerate("--image-height", "16").Exits(3).Says("error KHC3002: Error caching image").Says(".lock").Says("link");

        Assert.Equal(time, File.GetLastWriteTimeUtc(outside));
        _workspace.Run("stats").Exits(0).Counts(("total_images", Workspace.Images));
    }

    /// <summary>Whoever keeps the cache on another disk says so himself; its files are the cache's, the link is not.</summary>
    [SkippableFact]
    public void A_cache_that_is_reached_by_one_is_cleared_and_the_link_stays()
    {
        Directory.CreateDirectory(_workspace.PathOf("outside"));
        Link("", _workspace.PathOf("outside"), isFolder: true);
        _workspace.Pregenerate().Exits(0);
        _workspace.Write("outside/notes.txt", "somebody's own");

        _workspace.Run("clear", "--yes").Exits(0).Counts(("cleared_images", Workspace.Images));

        Assert.NotNull(new DirectoryInfo(_workspace.Cache).LinkTarget);
        Assert.Equal(["notes.txt"], _workspace.FilesOf("outside").Names);
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("segments/lines/notes.txt")]
    [InlineData("cache_index.json")]
    public void A_folder_that_holds_no_cache_is_refused(string name)
    {
        _workspace.Write("cache/" + name, "somebody's own");
        var before = _workspace.Files;

        _workspace.Run("clear", "--yes").Exits(2).Says("error KHC3001");

        _workspace.Files.AreThoseOf(before);
    }

    private string Link(string path, string target, bool isFolder = false)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links take a right of their own on Windows.");
        var link = Path.Join(_workspace.Cache, path).TrimEnd(Path.DirectorySeparatorChar);
        if (isFolder)
        {
            Directory.CreateSymbolicLink(link, target);
        }
        else
        {
            File.CreateSymbolicLink(link, target);
        }

        return link;
    }
}
