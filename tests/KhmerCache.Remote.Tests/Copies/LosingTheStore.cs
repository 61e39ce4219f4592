using System.Collections.Concurrent;
using KhmerCache.Loading;
using KhmerCache.Storage;
using KhmerCache.Tests;
using KhmerCache.Tests.Loading;

namespace KhmerCache.Remote.Tests.Copies;

public sealed class LosingTheStore : IDisposable
{
    private readonly RemoteCorpus _corpus = new();
    private readonly ConcurrentQueue<Diagnostic> _log = [];

    [Fact]
    public void The_error_comes_where_the_image_is_asked_for_and_goes_when_the_store_is_back()
    {
        var (cache, store, missing) = OpenWithoutOne();
        var text = _corpus.TextIn(missing);

        foreach (var read in new Action[]
        {
            () => cache.TryFind(text, RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _),
            () => cache.TryGetImage(text, RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _),
            () => cache.GetImage(text, RemoteCorpus.Fonts[0], SmallCache.ImageHeight),
        })
        {
            var error = Assert.Throws<KhmerCacheException>(read);
            Assert.Equal(DiagnosticCodes.RemoteNotUsable, error.Diagnostic.Code);
            Assert.Contains(_corpus.Address.ToString(), error.Message, StringComparison.Ordinal);
        }

        RemoteCorpus.AssertShows(cache, _corpus.TextIn(_corpus.Lines[4]), RemoteCorpus.Fonts[0]);
        store.IsDown = false;
        RemoteCorpus.AssertShows(cache, text, RemoteCorpus.Fonts[0]);
    }

    [Fact]
    public void A_loader_gives_the_batches_before_it_and_then_the_error()
    {
        var (cache, store, _) = OpenWithoutOne();
        using var dataset = _corpus.Dataset(cache);
        var loader = new BatchLoader(dataset, new() { BatchSize = 4, Threads = 2 });

        var error = Assert.Throws<KhmerCacheException>(() =>
        {
            foreach (var batch in loader)
            {
                batch.Dispose();
            }
        });

        Assert.Equal(DiagnosticCodes.RemoteNotUsable, error.Diagnostic.Code);
        store.IsDown = false;
        Assert.Equal(_corpus.Texts.Length, (int)loader.State.Batch * 4 + loader.AsEnumerable().Sum(batch =>
        {
            using (batch)
            {
                return batch.Count;
            }
        }));
    }

    [Fact]
    public void With_a_renderer_what_can_t_be_fetched_is_drawn_and_told_of_once()
    {
        var renderer = new MadeUpRenderer();
        var (cache, _, missing) = OpenWithoutOne(renderer);
        using var dataset = _corpus.Dataset(cache);

        var seen = new BatchLoader(dataset, new() { BatchSize = 16, Threads = 2 }).AsEnumerable().Sum(batch =>
        {
            using (batch)
            {
                return batch.Count;
            }
        });

        Assert.Equal(_corpus.Texts.Length, seen);
        Assert.NotEmpty(renderer.Drawn);
        Assert.All(renderer.Drawn, drawn => Assert.True(missing.TextHashes.Holds(TextHash.Of(System.Text.Encoding.UTF8.GetBytes(drawn.Text)))));
        var told = Assert.Single(_log);
        Assert.Equal((DiagnosticSeverity.Warning, DiagnosticCodes.RemoteNotUsable), (told.Severity, told.Code));
    }

    [Fact]
    public void What_the_store_has_damaged_is_named_and_never_lies_in_the_folder()
    {
        var damaged = _corpus.Lines[7];
        Transfers.Site.Damage(_corpus.ObjectPath(damaged.File));
        using var cache = _corpus.Open(options: new() { Log = _log.Enqueue });

        var error = Assert.Throws<KhmerCacheException>(() => cache.TryFind(_corpus.TextIn(damaged), RemoteCorpus.Fonts[0], SmallCache.ImageHeight, out _));

        Assert.Equal(DiagnosticCodes.RemoteDamaged, error.Diagnostic.Code);
        Assert.Contains(_corpus.ObjectPath(damaged.File), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_corpus.Local.PathOf(damaged.File)));
        Assert.False(File.Exists(_corpus.Local.ManifestPath));
        RemoteCorpus.AssertShows(cache, _corpus.TextIn(_corpus.Lines[6]), RemoteCorpus.Fonts[1]);
    }

    [Fact]
    public void A_damaged_glyph_or_a_missing_one_is_an_error_at_once()
    {
        var glyphs = _corpus.Manifest.Segments.Single(segment => !CacheFolder.IsLines(segment.File)).File;
        Transfers.Site.Damage(_corpus.ObjectPath(glyphs));
        Assert.Equal(DiagnosticCodes.RemoteDamaged, Assert.Throws<KhmerCacheException>(() => _corpus.Open()).Diagnostic.Code);

        File.Delete(_corpus.ObjectPath(glyphs));
        var error = Assert.Throws<KhmerCacheException>(() => _corpus.Open());
        Assert.Contains(_corpus.ObjectPath(glyphs) + " is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_complete_copy_opens_without_the_store_and_says_so()
    {
        using (_corpus.Open())
        {
            _corpus.WaitUntilComplete();
        }

        using var cache = _corpus.Open(Down(), new() { Log = _log.Enqueue });

        _corpus.AssertShowsAll(cache);
        var told = Assert.Single(_log);
        Assert.Equal((DiagnosticSeverity.Info, DiagnosticCodes.RemoteNotUsable), (told.Severity, told.Code));
        Assert.Contains("The local copy is complete", told.Message, StringComparison.Ordinal);
        using var named = _corpus.Open(Down(), new() { Snapshot = _corpus.Manifest.ContentDigest });
        var error = Assert.Throws<KhmerCacheException>(() => _corpus.Open(Down(), new() { Snapshot = "another one" }));
        Assert.Contains("and not 'another one'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_incomplete_copy_does_not_open_without_the_store()
    {
        using (_corpus.Open(_corpus.Gate()))
        {
        }

        var error = Assert.Throws<KhmerCacheException>(() => _corpus.Open(Down()));

        Assert.Equal(DiagnosticCodes.RemoteNotUsable, error.Diagnostic.Code);
        Assert.Contains("is not complete", error.Message, StringComparison.Ordinal);
        Assert.Contains(_corpus.Local.Directory, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_background_it_is_tried_again_until_the_copy_is_complete()
    {
        var (_, store, _) = OpenWithoutOne(pause: TimeSpan.FromMilliseconds(1));
        Assert.True(SpinWait.SpinUntil(() => !_log.IsEmpty, TimeSpan.FromMinutes(1)));

        store.IsDown = false;

        _corpus.WaitUntilComplete();
    }

    public void Dispose() => _corpus.Dispose();

    private GatedStore Down()
    {
        var store = _corpus.Gate(_ => false);
        store.IsDown = true;
        return store;
    }

    /// <summary>Opens the cache with all segments there but one, which can't be had because the store went down in the middle of it.</summary>
    private (ImageCache Cache, GatedStore Store, ManifestSegment Missing) OpenWithoutOne(ILineRenderer? renderer = null, TimeSpan? pause = null)
    {
        using (_corpus.Open())
        {
            _corpus.WaitUntilComplete();
        }

        var missing = _corpus.Lines[5];
        File.Delete(_corpus.Local.PathOf(missing.File));
        var store = _corpus.Gate();
        var cache = _corpus.Open(store, new() { Log = _log.Enqueue, Renderer = renderer, Pause = pause ?? TimeSpan.FromHours(1) });
        Assert.True(SpinWait.SpinUntil(() => store.Reading == 1, TimeSpan.FromMinutes(1)));
        store.IsDown = true;
        store.OpenGate();
        return (cache, store, missing);
    }
}
