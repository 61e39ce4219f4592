namespace KhmerCache.Tool.Tests.Trust;

/// <summary>A cache on a medium that nobody can write to: a shared drive, an image, a mount with <c>ro</c>.</summary>
public sealed class ReadOnlyCaches : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public void All_that_reads_works_and_all_that_writes_says_why_it_does_not()
    {
        Skip.IfNot(OwnMount.Missing is null, OwnMount.Missing);
        var outcomes = OwnMount.Run(_workspace, """
            plan='--corpus train=corpus/train.txt --corpus val=corpus/val.txt --fonts fonts/*.ttf'
            disk size=100m
            tool pregenerate $plan --cache-dir "$cache" --json
            remount ro
            tool stats --cache-dir "$cache" --json
            tool validate --cache-dir "$cache" --deep --json
            tool bench --cache-dir "$cache" --json
            tool export --cache-dir "$cache" --format info --output "$results/info.json" --json
            tool export --cache-dir "$cache" --format files --output "$results/files" --json
            tool pregenerate $plan --cache-dir "$cache" --json
            tool pregenerate $plan --cache-dir "$cache" --image-height 16 --json
            tool compact --cache-dir "$cache" --json
            tool clear --cache-dir "$cache" --yes --json
            tool stats --cache-dir "$cache" --json
            """);

        var digest = outcomes[0].Exits(0).Digest;
        Assert.Equal(digest, outcomes[1].Exits(0).Digest);
        outcomes[2].Exits(0).Counts(("checked", Workspace.Images));
        Assert.All(outcomes[3..6], outcome => outcome.Exits(0));

        // With nothing to render, there is nothing to write.
        Assert.Equal(digest, outcomes[6].Exits(0).Counts(("rendered", 0)).Digest);
        Assert.All(outcomes[7..10], outcome => outcome.Exits(3).Says("error KHC3002: Error caching image").Says("Read-only file system").DoesNotSay("   at "));
        Assert.Equal(digest, outcomes[10].Exits(0).Digest);
    }

    /// <summary>For root, to whom permissions mean nothing, this says nothing; for all others it is what a mount with <c>ro</c> is.</summary>
    [SkippableFact]
    public void The_library_asks_for_no_permission_to_write()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has other permissions.");
        _workspace.Pregenerate().Exits(0);
        string[] all = [_workspace.Cache, .. Directory.GetFileSystemEntries(_workspace.Cache, "*", SearchOption.AllDirectories)];
        foreach (var path in all)
        {
            Allow(path, Directory.Exists(path) ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
        }

        try
        {
            using var cache = ImageCache.Open(_workspace.Cache);
            Assert.Equal(Workspace.Images, cache.GetStats().TotalImages);
            var font = new FontDescriptor("KhmerOS", Workspace.FontA, _workspace.PathOf(Workspace.FontA));
            Assert.Equal(32, cache.GetImage(Repository.Train(1)[0], font, 32).Height);
        }
        finally
        {
            foreach (var path in all)
            {
                Allow(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    private static void Allow(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
