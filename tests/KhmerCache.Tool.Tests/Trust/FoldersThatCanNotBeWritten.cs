namespace KhmerCache.Tool.Tests.Trust;

/// <summary>Something stands where the cache, or a part of it, has to be.</summary>
public sealed class FoldersThatCanNotBeWritten : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("cache")]
    [InlineData("cache/segments")]
    [InlineData("cache/segments/lines")]
    [InlineData("cache/segments/glyphs")]
    public void A_file_in_its_place_is_one_clear_error_and_stays(string path)
    {
        var file = _workspace.Write(path, [1, 2, 3]);

        var outcome = _workspace.Pregenerate().Exits(3).Says("error KHC3002: Error caching image").Says(_workspace.Cache).DoesNotSay("   at ");

        Assert.Single(outcome.Error.Split('\n'), line => line.Contains("error", StringComparison.Ordinal));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file));
        Assert.DoesNotContain(_workspace.Files.Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_above_it_is_one_clear_error()
    {
        var file = _workspace.Write("above", [1, 2, 3]);

        _workspace.PregenerateInto("above/cache", Workspace.All).Exits(3).Says("error KHC3002: Error caching image").DoesNotSay("   at ");

        Assert.Equal([1, 2, 3], File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData(".lock")]
    [InlineData("cache_index.json")]
    public void A_folder_in_the_place_of_a_file_is_an_error_and_stays(string name)
    {
        Directory.CreateDirectory(_workspace.PathOf($"cache/{name}/kept"));

        var outcome = _workspace.Pregenerate().Says("error KHC300").DoesNotSay("   at ");

        Assert.Contains(outcome.ExitCode, new[] { 2, 3 });
        Assert.True(Directory.Exists(_workspace.PathOf($"cache/{name}/kept")));
    }

    /// <summary>The disk is root's to write to, and a mount that is read-only is not even that.</summary>
    [SkippableFact]
    public void A_medium_that_is_read_only_is_one_clear_error()
    {
        Skip.IfNot(OwnMount.Missing is null, OwnMount.Missing);

        var outcomes = OwnMount.Run(_workspace, """
            disk size=1m
            remount ro
            tool pregenerate --corpus train=corpus/train.txt --fonts 'fonts/*.ttf' --cache-dir "$cache"
            tool pregenerate --corpus train=corpus/train.txt --fonts 'fonts/*.ttf' --cache-dir "$cache/deeper/still"
            """);

        Assert.All(outcomes, outcome =>
        {
            outcome.Exits(3).Says("error KHC3002: Error caching image").Says("Read-only file system").DoesNotSay("   at ");
            Assert.Single(outcome.Error.Split('\n'), line => line.Contains("Error caching image", StringComparison.Ordinal));
        });
    }

    /// <summary>Root may write anywhere, so that the tool runs as somebody else.</summary>
    [SkippableTheory]
    [InlineData("cache")]
    [InlineData("cache/segments/lines")]
    public void Without_permission_it_is_one_clear_error_and_nothing_is_lost(string folder)
    {
        Skip.IfNot(OtherUser.Missing is null, OtherUser.Missing);
        _workspace.Pregenerate("--max-lines", "4").Exits(0);
        var before = _workspace.Files;
        OtherUser.Own(_workspace.PathOf("."));
        OtherUser.Forbid(_workspace.PathOf(folder));

        var outcome = Start().Exits(3).Says("error KHC3002: Error caching image").Says("denied").Says(_workspace.Cache).DoesNotSay("   at ");

        Assert.Single(outcome.Error.Split('\n'), line => line.Contains("Error caching image", StringComparison.Ordinal));
        Assert.All(before.Names, name => Assert.Equal(before[name], _workspace.Files[name]));
        _workspace.Run("validate").Counts(("missing", 0), ("corrupt", 0), ("stale", 0));
        OtherUser.Permit(_workspace.PathOf(folder));
        Assert.Equal(Workspace.Images, Start().Exits(0).Number("planned"));
        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));
    }

    [SkippableFact]
    public void Where_no_cache_can_be_made_it_is_one_clear_error()
    {
        Skip.IfNot(OtherUser.Missing is null, OtherUser.Missing);
        Directory.CreateDirectory(_workspace.Cache);
        OtherUser.Own(_workspace.PathOf("."));
        OtherUser.Forbid(_workspace.Cache);

        Start().Exits(3).Says("error KHC3002: Error caching image").Says("denied").DoesNotSay("   at ");

        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Cache));
    }

    private Outcome Start() => OtherUser.Run(
    [
        "pregenerate", "--project-directory", _workspace.PathOf("."), "--cache-dir", _workspace.Cache, "--corpus", "train=corpus/train.txt", "--corpus", "val=corpus/val.txt",
        "--fonts", "fonts/*.ttf", "--json",
    ]);
}
