using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;
using KhmerCache.Tests;
using KhmerCache.Tests.Loading;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>A copy stays a copy, a part of one is no cache, and what a user has made is never touched.</summary>
public sealed class KeepingACopyApart : IDisposable
{
    private readonly RemoteCorpus _corpus = new();

    [Fact]
    public void An_incomplete_copy_is_refused_by_all_who_take_it_for_a_cache_with_what_it_is()
    {
        using var cache = _corpus.Open(_corpus.Gate(name => name.EndsWith(_corpus.Lines[0].File, StringComparison.Ordinal)));
        Assert.True(SpinWait.SpinUntil(() => _corpus.Local.ListSegments(SegmentKind.Lines).Count == _corpus.Lines.Length - 1, TimeSpan.FromMinutes(1)));
        var directory = _corpus.Local.Directory;

        foreach (var use in new Action[]
        {
            () => ImageCache.Open(directory).Dispose(),
            () => ImageCache.Open(directory, new() { CreateIfMissing = true }).Dispose(),
            () => ImageCache.Open(directory, new() { Renderer = new MadeUpRenderer() }).Dispose(),
            () => CacheReader.Open(_corpus.Local).Dispose(),
            () => CacheValidator.Run(_corpus.Local, directory),
            () => _corpus.Local.CheckExists(),
            () => _corpus.Local.CheckWritable(),
            () => new CacheWriter(_corpus.Local).Commit(),
        })
        {
            var error = Assert.Throws<KhmerCacheException>(use);
            Assert.Equal(DiagnosticCodes.NoCache, error.Diagnostic.Code);
            Assert.Contains($"an incomplete copy of {_corpus.Address}: {_corpus.Manifest.Segments.Count - 1} of {_corpus.Manifest.Segments.Count} segments are here", error.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_corpus.Local.ManifestPath));
    }

    [Fact]
    public void What_it_is_a_copy_of_is_told_by_a_file_that_goes_with_it()
    {
        using (_corpus.Open(_corpus.Gate()))
        {
            var told = RemoteCopy.Read(_corpus.Local)!;
            Assert.Equal((_corpus.Address.ToString(), _corpus.Manifest.ContentDigest, _corpus.Manifest.Segments.Count, null), (told.Remote, told.ContentDigest, told.Segments, told.Complete));
            Assert.True(File.Exists(_corpus.PathOf("remote/" + told.Snapshot)));
        }

        using (var cache = ImageCache.Open(_corpus.Local.Directory, new() { CreateIfMissing = _corpus.Local.HasRemains, IsToBeCleared = true }))
        {
            cache.Clear();
        }

        Assert.False(Directory.Exists(_corpus.Local.Directory));
    }

    [Fact]
    public void A_copy_takes_no_pictures_and_is_not_cleared_while_it_is_open()
    {
        using var cache = _corpus.Open();
        _corpus.WaitUntilComplete();

        foreach (var change in new Action[] { () => cache.CacheImage("a", RemoteCorpus.Fonts[0], new LineImage(1, 1, [0])), cache.Clear })
        {
            var error = Assert.Throws<KhmerCacheException>(change);
            Assert.Equal(DiagnosticCodes.CacheNotWritable, error.Diagnostic.Code);
            Assert.Contains($"is a copy of {_corpus.Address}", error.Message, StringComparison.Ordinal);
        }

        cache.Flush();
        Assert.Equal(_corpus.FilesOf("origin"), _corpus.FilesOf("local"));
    }

    [Fact]
    public void What_a_renderer_draws_for_it_is_not_kept()
    {
        var renderer = new MadeUpRenderer();
        using (var cache = _corpus.Open(options: new() { Renderer = renderer }))
        {
            Assert.True(cache.TryGetImage("nobody has cached this", RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _));
            Assert.True(cache.TryGetImage("nobody has cached this", RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _));
            _corpus.WaitUntilComplete();
        }

        Assert.Equal(2, renderer.Drawn.Count);
        Assert.Equal(_corpus.FilesOf("origin"), _corpus.FilesOf("local"));
    }

    [Fact]
    public void A_folder_with_a_cache_of_its_own_is_left_alone()
    {
        _corpus.Write("local", ["other", "lines"]);
        var before = _corpus.FilesOf("local");

        var error = Assert.Throws<KhmerCacheException>(() => _corpus.Open());

        Assert.Equal(DiagnosticCodes.Configuration, error.Diagnostic.Code);
        Assert.Contains("holds a cache of its own", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _corpus.FilesOf("local"));
        File.Delete(_corpus.Local.ManifestPath);
        Assert.Throws<KhmerCacheException>(() => _corpus.Open());
    }

    [Fact]
    public void A_copy_that_somebody_has_added_to_is_left_alone()
    {
        using (_corpus.Open())
        {
            _corpus.WaitUntilComplete();
        }

        using (var own = ImageCache.Open(_corpus.Local.Directory))
        {
            own.CacheImage("mine", RemoteCorpus.Fonts[0], new LineImage(2, SmallCache.ImageHeight, new byte[2 * SmallCache.ImageHeight]));
        }

        var before = _corpus.FilesOf("local");

        Assert.Contains("somebody has added to it since", Assert.Throws<KhmerCacheException>(() => _corpus.Open()).Message, StringComparison.Ordinal);
        Assert.Equal(before, _corpus.FilesOf("local"));
    }

    [Fact]
    public void Someone_who_makes_it_a_cache_of_his_own_while_it_is_kept_small_loses_nothing()
    {
        var largest = _corpus.Lines.Max(segment => segment.Bytes);
        using var cache = _corpus.Open(options: new() { MaxLocalBytes = _corpus.GlyphBytes + 2 * largest, Jobs = 1 });
        RemoteCorpus.AssertShows(cache, _corpus.Texts[0], RemoteCorpus.Fonts[0]);
        _corpus.Local.DeleteRemoteCopy();
        new CacheWriter(_corpus.Local).Commit();
        var named = Manifest.Read(_corpus.Local)!.Segments;

        _corpus.AssertShowsAll(cache);

        Assert.All(named, segment => Assert.True(File.Exists(_corpus.Local.PathOf(segment.File))));
    }

    [Fact]
    public async Task A_pull_takes_an_incomplete_copy_over()
    {
        using (_corpus.Open(_corpus.Gate(name => name.EndsWith(_corpus.Lines[0].File, StringComparison.Ordinal))))
        {
            Assert.True(SpinWait.SpinUntil(() => _corpus.Local.ListSegments(SegmentKind.Lines).Count == _corpus.Lines.Length - 1, TimeSpan.FromMinutes(1)));
        }

        var report = await RemotePull.RunAsync(_corpus.Address, _corpus.Local.Directory);

        Assert.Equal((1, false), (report.Segments, report.HasErrors));
        Assert.Equal(_corpus.FilesOf("origin"), _corpus.FilesOf("local"));
        using var cache = ImageCache.Open(_corpus.Local.Directory);
        _corpus.AssertShowsAll(cache);
        using var copy = _corpus.Open();
        _corpus.AssertShowsAll(copy);
    }

    public void Dispose() => _corpus.Dispose();
}
