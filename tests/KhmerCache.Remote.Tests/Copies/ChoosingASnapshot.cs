using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests.Copies;

public sealed class ChoosingASnapshot : IDisposable
{
    private readonly RemoteCorpus _corpus = new(60);
    private readonly Manifest _older;
    private readonly Manifest _newer;

    public ChoosingASnapshot()
    {
        _older = _corpus.Manifest;
        File.SetLastWriteTimeUtc(Snapshots().Single(), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _newer = Manifest.Read(_corpus.Write("newer", [.. _corpus.Texts, "one more"]))!;
        _corpus.Push("newer");
    }

    [Fact]
    public void It_is_the_newest_one_unless_another_one_is_asked_for()
    {
        using var newest = _corpus.Open();
        using var older = _corpus.Open(options: new() { Snapshot = _older.ContentDigest }, local: "older");

        Assert.Equal((_newer.ContentDigest, _older.ContentDigest), (newest.ContentDigest, older.ContentDigest));
        Assert.True(newest.TryFind("one more", RemoteCorpus.Fonts[0], 32, out _));
        Assert.False(older.TryFind("one more", RemoteCorpus.Fonts[0], 32, out _));
    }

    [Fact]
    public void It_can_be_named_by_what_is_in_its_name()
    {
        var path = Snapshots().Single(path => File.ReadAllText(path).Contains(_older.ContentDigest, StringComparison.Ordinal));
        foreach (var name in new[] { Path.GetFileNameWithoutExtension(path), Path.GetFileName(Path.GetDirectoryName(path)!) })
        {
            using var cache = _corpus.Open(options: new() { Snapshot = name }, local: name);
            Assert.Equal(_older.ContentDigest, cache.ContentDigest);
        }
    }

    [Fact]
    public void One_that_is_not_there_is_an_error_that_says_what_there_is()
    {
        var error = Assert.Throws<KhmerCacheException>(() => _corpus.Open(options: new() { Snapshot = "another" }));

        Assert.Equal(DiagnosticCodes.Configuration, error.Diagnostic.Code);
        Assert.Contains($"There is no snapshot 'another' at {_corpus.Address}; there are 2, the newest is snapshots/", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_corpus.Local.Directory));
    }

    [Fact]
    public void A_place_without_a_cache_is_an_error_that_names_it()
    {
        var empty = new Uri(_corpus.PathOf("empty")).AbsoluteUri;

        var error = Assert.Throws<KhmerCacheException>(() => ImageCache.Open(empty, _corpus.Local.Directory));

        Assert.Equal(DiagnosticCodes.RemoteNotUsable, error.Diagnostic.Code);
        Assert.Contains("There is no cache at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_an_older_one_is_brought_up_to_date_and_stays_whole_until_it_is()
    {
        using (_corpus.Open(options: new() { Snapshot = _older.ContentDigest }))
        {
            _corpus.WaitUntilComplete();
        }

        // The store is cut off in the middle: the older copy still opens, for everybody.
        using (_corpus.Open(_corpus.Gate()))
        {
            Assert.Equal(_older.ContentDigest, Manifest.Read(_corpus.Local)!.ContentDigest);
        }

        using (var ordinary = ImageCache.Open(_corpus.Local.Directory))
        {
            _corpus.AssertShowsAll(ordinary);
        }

        using (var cache = _corpus.Open())
        {
            Assert.True(SpinWait.SpinUntil(() => Manifest.Read(_corpus.Local)?.ContentDigest == _newer.ContentDigest, TimeSpan.FromMinutes(1)));
            _corpus.AssertShowsAll(cache);
        }

        Assert.Equal(_corpus.FilesOf("newer"), _corpus.FilesOf("local"));
    }

    [Fact]
    public void A_copy_of_one_that_is_gone_from_the_store_is_brought_up_to_date_as_well()
    {
        using (_corpus.Open(options: new() { Snapshot = _older.ContentDigest }))
        {
            _corpus.WaitUntilComplete();
        }

        File.Delete(Snapshots().Single(path => File.ReadAllText(path).Contains(_older.ContentDigest, StringComparison.Ordinal)));
        using (_corpus.Open())
        {
            Assert.True(SpinWait.SpinUntil(() => Manifest.Read(_corpus.Local)?.ContentDigest == _newer.ContentDigest, TimeSpan.FromMinutes(1)));
        }

        // The manifest comes before what it takes the place of goes.
        Assert.True(SpinWait.SpinUntil(() => _corpus.FilesOf("newer").SequenceEqual(_corpus.FilesOf("local")), TimeSpan.FromMinutes(1)));
    }

    public void Dispose() => _corpus.Dispose();

    private string[] Snapshots() => Directory.GetFiles(_corpus.PathOf("remote/snapshots"), "*.json", SearchOption.AllDirectories);
}
