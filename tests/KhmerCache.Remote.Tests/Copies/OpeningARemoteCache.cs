using KhmerCache.Storage;
using KhmerCache.Tests;

namespace KhmerCache.Remote.Tests.Copies;

public sealed class OpeningARemoteCache : IDisposable
{
    private readonly RemoteCorpus _corpus = new();

    [Fact]
    public void It_opens_by_an_address_and_a_folder_as_any_cache_opens_by_a_folder()
    {
        using var cache = ImageCache.Open(_corpus.Remote, _corpus.Local.Directory, new() { Jobs = 4 });

        _corpus.AssertShowsAll(cache);
        Assert.Equal(_corpus.Manifest.ContentDigest, cache.ContentDigest);
        Assert.Equal(_corpus.Manifest.TotalImages, cache.GetStats().TotalImages);
    }

    [Fact]
    public void It_returns_when_the_glyphs_are_there_and_no_line_is()
    {
        var store = _corpus.Gate();

        using var cache = _corpus.Open(store);

        Assert.All(store.Read, name => Assert.DoesNotContain("/lines/", name, StringComparison.Ordinal));
        Assert.Equal(_corpus.Manifest.ContentDigest, cache.ContentDigest);
        Assert.Empty(_corpus.Local.ListSegments(SegmentKind.Lines));
        Assert.False(File.Exists(_corpus.Local.ManifestPath));
        Assert.False(cache.TryFind("no such text", SmallCache.Font("c.ttf"), SmallCache.ImageHeight, out _));
    }

    [Fact]
    public void A_reader_waits_for_its_segment_and_no_other()
    {
        // Every transfer but one of a reader stands still.
        var wanted = _corpus.Lines[^2];
        var store = _corpus.Gate(name => name.Contains("/lines/", StringComparison.Ordinal) && !name.EndsWith(wanted.File, StringComparison.Ordinal));
        using var cache = _corpus.Open(store, new() { Jobs = 2 });

        RemoteCorpus.AssertShows(cache, _corpus.TextIn(wanted), RemoteCorpus.Fonts[0]);

        Assert.Equal([wanted.File], _corpus.Local.ListSegments(SegmentKind.Lines));
    }

    [Fact]
    public async Task A_read_that_began_before_its_segment_came_ends_with_it()
    {
        var store = _corpus.Gate();
        using var cache = _corpus.Open(store);
        var reads = _corpus.Texts.Take(30).Select(text => Task.Factory.StartNew(
            () => RemoteCorpus.AssertShows(cache, text, RemoteCorpus.Fonts[1]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        SpinWait.SpinUntil(() => store.Reading > 1);
        Assert.All(reads, read => Assert.False(read.IsCompleted));

        store.OpenGate();

        await Task.WhenAll(reads);
    }

    [Fact]
    public void A_complete_copy_is_byte_for_byte_the_cache_that_was_pushed()
    {
        using (var cache = _corpus.Open())
        {
            _corpus.WaitUntilComplete();
            _corpus.AssertShowsAll(cache);
        }

        Assert.Equal(_corpus.FilesOf("origin"), _corpus.FilesOf("local"));
        Assert.True(new CacheFolder(_corpus.Local.Directory).Exists);
        var report = CacheValidator.Run(_corpus.Local, _corpus.PathOf("project"));
        Assert.Equal((_corpus.Manifest.TotalImages, 0, 0, 0), (report.Checked, report.Missing, report.Corrupt, report.Orphaned));
        using var ordinary = ImageCache.Open(_corpus.Local.Directory);
        _corpus.AssertShowsAll(ordinary);
    }

    [Fact]
    public void What_is_there_is_not_fetched_again_by_the_next_one()
    {
        var store = _corpus.Gate(name => name.EndsWith(_corpus.Lines[0].File, StringComparison.Ordinal));
        using (_corpus.Open(store))
        {
            Assert.True(SpinWait.SpinUntil(() => _corpus.Local.ListSegments(SegmentKind.Lines).Count == _corpus.Lines.Length - 1, TimeSpan.FromMinutes(1)));
        }

        var next = _corpus.Gate(_ => false);
        using (_corpus.Open(next))
        {
            _corpus.WaitUntilComplete();
        }

        Assert.Equal([$"segments/{_corpus.Lines[0].File}"], next.Read.Where(name => name.StartsWith("segments/", StringComparison.Ordinal)));
        var last = _corpus.Gate(_ => false);
        using var cache = _corpus.Open(last);
        _corpus.AssertShowsAll(cache);
        Assert.DoesNotContain(last.Read, name => name.StartsWith("segments/", StringComparison.Ordinal));
    }

    [Fact]
    public void What_lies_in_the_folder_damaged_is_fetched_again_before_the_copy_counts_as_complete()
    {
        using (_corpus.Open())
        {
            _corpus.WaitUntilComplete();
        }

        // As long as it was; cut off; and a glyph.
        var glyphs = _corpus.Local.ListSegments(SegmentKind.Glyphs).Single();
        Transfers.Site.Damage(_corpus.Local.PathOf(_corpus.Lines[1].File));
        File.WriteAllBytes(_corpus.Local.PathOf(_corpus.Lines[2].File), [1]);
        Transfers.Site.Damage(_corpus.Local.PathOf(glyphs));
        File.Delete(_corpus.Local.ManifestPath);

        using var cache = _corpus.Open();
        _corpus.WaitUntilComplete();

        Assert.Equal(_corpus.FilesOf("origin"), _corpus.FilesOf("local"));
    }

    [Fact]
    public void A_segment_with_a_damaged_outline_is_fetched_again_by_who_reads_it()
    {
        var wanted = _corpus.Lines[3];
        using (_corpus.Open())
        {
            _corpus.WaitUntilComplete();
        }

        File.Delete(_corpus.Local.ManifestPath);
        using (var file = File.OpenWrite(_corpus.Local.PathOf(wanted.File)))
        {
            file.Position = 100;
            file.WriteByte(0xFF);
        }

        var store = _corpus.Gate(_ => false);
        using var cache = _corpus.Open(store);
        RemoteCorpus.AssertShows(cache, _corpus.TextIn(wanted), RemoteCorpus.Fonts[0]);

        Assert.Contains($"segments/{wanted.File}", store.Read);
    }

    [Fact]
    public void A_manifest_that_does_not_tell_the_texts_of_segments_does_as_well()
    {
        var manifest = _corpus.Manifest;
        _corpus.Origin.WriteManifest((manifest with { Segments = [.. manifest.Segments.Select(segment => segment with { FirstTextHash = null, LastTextHash = null, OutlineBytes = 0, OutlineXxh3 = null })] }).ToJson());
        Directory.Delete(_corpus.PathOf("remote"), recursive: true);
        _corpus.Push("origin");

        using var cache = _corpus.Open();

        _corpus.AssertShowsAll(cache);
        Assert.False(cache.TryGetImage("no such text", RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _));
    }

    [Fact]
    public void Disposing_of_it_ends_transfers_and_waits_at_once_and_leaves_nothing_half_done()
    {
        var store = _corpus.Gate();
        var cache = _corpus.Open(store);
        var read = Task.Factory.StartNew(() => cache.TryFind(_corpus.Texts[0], RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        SpinWait.SpinUntil(() => store.Reading > 1);

        cache.Dispose();

        Assert.True(store.IsDisposed);
        Assert.Equal(0, store.Reading);
        Assert.IsType<ObjectDisposedException>(Assert.Throws<AggregateException>(read.Wait).InnerException);
        Assert.Empty(_corpus.Local.ListForeignFiles());
        Assert.Throws<ObjectDisposedException>(() => cache.TryFind(_corpus.Texts[0], RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _));
    }

    public void Dispose() => _corpus.Dispose();
}
