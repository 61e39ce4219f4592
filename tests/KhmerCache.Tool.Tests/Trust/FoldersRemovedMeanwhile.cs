namespace KhmerCache.Tool.Tests.Trust;

/// <summary>Somebody removes the cache's folder, with no regard for who is at work in it.</summary>
public sealed class FoldersRemovedMeanwhile : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>Before anything is written, between glyphs and lines, and when both are there.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_pregeneration_makes_all_of_it_again_or_says_that_it_can_not(int segments)
    {
        var corpus = _workspace.Write("corpus/many.txt", Repository.Train(1500));
        string[] plan = ["--project-directory", _workspace.PathOf("."), "--corpus", "train=" + corpus, "--fonts", "fonts/*.ttf", "--lint", "never", "--json"];
        var alone = _workspace.RunOn(_workspace.PathOf("alone"), "pregenerate", ["--json", .. plan[2..]]).Exits(0);
        using var worker = WorkerProcess.Start(["pregenerate", "--cache-dir", _workspace.Cache, .. plan]);
        while (!worker.HasEnded && (!File.Exists(_workspace.PathOf("cache/.lock")) || Segments() < segments))
        {
            Thread.Sleep(1);
        }

        Remove();
        var outcome = worker.End();

        if (outcome.ExitCode == 0)
        {
            Assert.Equal(alone.Digest, outcome.Digest);
        }
        else
        {
            outcome.Exits(3).Says("error KHC3002: Error caching image");
        }

        var next = _workspace.RunOn(_workspace.Cache, "pregenerate", ["--json", .. plan[2..]]).Exits(0);
        Assert.Equal(alone.Digest, next.Digest);
        _workspace.Run("validate").Exits(0);
    }

    [SkippableFact]
    public void A_reader_shows_what_it_has_opened_and_the_next_one_finds_no_cache()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows does not let go of a file that somebody reads.");
        _workspace.Pregenerate().Exits(0);
        var font = new FontDescriptor("KhmerOS", Workspace.FontA, _workspace.PathOf(Workspace.FontA));
        LineImage[] before;
        using (var whole = ImageCache.Open(_workspace.Cache))
        {
            before = [.. Repository.Train(Workspace.TrainLines).Select(text => whole.GetImage(text, font, 32))];
        }

        using var cache = ImageCache.Open(_workspace.Cache);
        Remove();

        Assert.All(
            Repository.Train(Workspace.TrainLines).Zip(before),
            line => Assert.True(cache.GetImage(line.First, font, 32).Pixels.SequenceEqual(line.Second.Pixels), line.First));
        Assert.Equal(DiagnosticCodes.NoCache, Assert.Throws<KhmerCacheException>(() => ImageCache.Open(_workspace.Cache)).Diagnostic.Code);
        _workspace.Run("stats").Exits(2).Says("KHC3001");
    }

    [Fact]
    public void Pictures_put_in_by_hand_come_to_a_new_folder()
    {
        var font = new FontDescriptor("KhmerOS", Workspace.FontA, _workspace.PathOf(Workspace.FontA));
        var picture = new LineImage(2, 16, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        using (var cache = ImageCache.Open(_workspace.Cache, new() { CreateIfMissing = true }))
        {
            cache.CacheImage("ក", font, picture);
            cache.Flush();
            Remove();
            cache.CacheImage("ខ", font, picture);
        }

        using var after = ImageCache.Open(_workspace.Cache);
        Assert.False(after.TryGetImage("ក", font, 16, out _));
        Assert.True(picture.Pixels.SequenceEqual(after.GetImage("ខ", font, 16).Pixels));
        _workspace.Run("validate").Exits(0);
    }

    private int Segments()
    {
        try
        {
            return Directory.GetFiles(_workspace.Cache, "*.arrow", SearchOption.AllDirectories).Length;
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    // The worker may make a file between the look at a folder and its removal.
    private void Remove()
    {
        while (Directory.Exists(_workspace.Cache))
        {
            try
            {
                Directory.Delete(_workspace.Cache, recursive: true);
                return;
            }
            catch (IOException)
            {
            }
        }
    }
}
