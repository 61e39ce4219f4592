using System.Collections.Concurrent;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests.Transfers;

public sealed class Pulling : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task An_empty_folder_comes_to_have_the_very_files_that_were_pushed()
    {
        var made = _site.Pregenerate("a", lines: 12, steps: 3);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
        Assert.Equal((1, _site.SegmentsOf("a").Length, 0), (report.Snapshots, report.Segments, report.AlreadyThere));
        Assert.Equal((24L, made.ContentDigest), (report.TotalImages, report.ContentDigest));
        Assert.Empty(report.Diagnostics);
        Assert.Equal(0, _site.Pregenerate("b", lines: 12).Rendered);
    }

    [Fact]
    public async Task What_is_there_already_is_not_moved_and_nothing_is_written_where_nothing_is_missing()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));
        var written = File.GetLastWriteTimeUtc(_site.Cache("b").ManifestPath);

        var again = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));
        Assert.Equal((0, 0L, 2), (again.Segments, again.Bytes, again.AlreadyThere));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_site.Cache("b").ManifestPath));

        _site.Pregenerate("a", lines: 9);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var read = new ConcurrentQueue<string>();
        var more = await new RemotePull(new WatchedStore(_site.Store) { OnRead = read.Enqueue }, _site.Cache("b"), new(), null).RunAsync(SnapshotChoice.All, default);

        Assert.Equal(2, more.AlreadyThere);
        Assert.Equal(_site.SegmentsOf("a").Length - 2, more.Segments);
        Assert.Equal(more.Segments, read.Count(name => name.StartsWith("segments/", StringComparison.Ordinal)));
        Assert.Equal((18L, Manifest.Read(_site.Cache("a"))!.ContentDigest), (more.TotalImages, more.ContentDigest));
    }

    [Fact]
    public async Task A_pull_that_was_cut_off_is_taken_up_where_it_ended()
    {
        _site.Pregenerate("a", lines: 24, steps: 8);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var all = _site.SegmentsOf("a").Length;
        using var source = new CancellationTokenSource();
        var store = new WatchedStore(_site.Store)
        {
            OnRead = _ =>
            {
                if (_site.Cache("b").ListSegments().Count == 5)
                {
                    source.Cancel();
                }
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new RemotePull(store, _site.Cache("b"), new() { Jobs = 1 }, null).RunAsync(SnapshotChoice.All, source.Token));

        Assert.Equal(5, _site.Cache("b").ListSegments().Count);
        Assert.False(File.Exists(_site.Cache("b").ManifestPath));
        var resumed = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));
        Assert.Equal((all - 5, 5), (resumed.Segments, resumed.AlreadyThere));
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
    }

    [Theory]
    [InlineData("glyphs")]
    [InlineData("lines")]
    public async Task A_damaged_object_is_refused_and_named_and_all_others_arrive(string kind)
    {
        _site.Pregenerate("a", lines: 12, steps: 4);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var damaged = _site.SegmentsOf("a").Last(name => name.Contains(kind, StringComparison.Ordinal));
        Site.Damage(_site.ObjectPath(damaged));

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        var fault = Assert.Single(report.Diagnostics);
        Assert.Equal((DiagnosticSeverity.Error, DiagnosticCodes.RemoteDamaged), (fault.Severity, fault.Code));
        Assert.Contains(_site.ObjectPath(damaged), fault.Message, StringComparison.Ordinal);
        Assert.Contains(RemoteLayout.HashOf(await File.ReadAllBytesAsync(_site.ObjectPath(damaged))), fault.Message, StringComparison.Ordinal);
        Assert.Contains(RemoteLayout.DigestIn(damaged), fault.Message, StringComparison.Ordinal);
        Assert.Equal(_site.SegmentsOf("a").Where(name => name != damaged), _site.SegmentsOf("b"));
        Assert.Equal(_site.SegmentsOf("a").Length - 1, report.Segments);
        Assert.Empty(Directory.GetFiles(_site.PathOf("b"), "*.tmp", SearchOption.AllDirectories));

        // What is missing is rendered, and the cache is the same.
        var mended = _site.Pregenerate("b", lines: 12);
        Assert.Equal(Manifest.Read(_site.Cache("a"))!.ContentDigest, mended.ContentDigest);
    }

    [Fact]
    public async Task A_marker_of_a_shard_is_compared_with_its_name_as_well()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var (sound, damaged) = (RemoteLayout.Markers + RemoteLayout.HashOf("{}"u8) + ".json", RemoteLayout.Markers + RemoteLayout.HashOf("[]"u8) + ".json");
        Directory.CreateDirectory(_site.ObjectPath("shards"));
        await File.WriteAllTextAsync(_site.ObjectPath(sound), "{}");
        await File.WriteAllTextAsync(_site.ObjectPath(damaged), "{}");

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        Assert.Equal((2, 1), (report.Segments, report.Markers));
        Assert.Contains(_site.ObjectPath(damaged), Assert.Single(report.Diagnostics).Message, StringComparison.Ordinal);
        Assert.Equal([sound], _site.Cache("b").ListSegments(SegmentKind.Shards));
    }

    [Fact]
    public async Task An_object_that_is_longer_than_it_may_be_is_refused_before_it_fills_the_disk()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var endless = _site.SegmentsOf("a")[^1];
        await File.AppendAllTextAsync(_site.ObjectPath(endless), new string('x', 100_000));

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        Assert.Contains("it has more than the", Assert.Single(report.Diagnostics).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(endless, _site.SegmentsOf("b"));
    }

    [Fact]
    public async Task An_object_that_is_gone_though_a_snapshot_names_it_is_named()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        File.Delete(_site.ObjectPath(_site.SegmentsOf("a")[^1]));

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        var fault = Assert.Single(report.Diagnostics);
        Assert.Equal(DiagnosticCodes.RemoteDamaged, fault.Code);
        Assert.Contains("is missing, and a snapshot names it", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, report.Segments);
    }

    [Fact]
    public async Task A_segment_that_is_damaged_here_is_pulled_again()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));
        Site.Damage(_site.Cache("b").PathOf(_site.Cache("b").ListSegments()[0]));

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        Assert.Equal((1, 1), (report.Segments, report.AlreadyThere));
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
    }

    [Fact]
    public async Task Of_all_snapshots_the_union_is_pulled_and_what_the_cache_had_stays()
    {
        _site.Pregenerate("a", lines: 6, steps: 1, "KhmerOS.ttf");
        _site.Pregenerate("b", lines: 6, steps: 1, "KhmerOSsiemreap.ttf");
        _site.Pregenerate("c", lines: 9, steps: 1, "KhmerOSbokor.ttf");
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        await RemotePush.RunAsync(_site.Address, _site.PathOf("b"));

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("c"));

        Assert.Equal((2, 4, 21L), (report.Snapshots, report.Segments, report.TotalImages));
        Assert.Equal(0, _site.Pregenerate("c", lines: 6).Rendered);
        Assert.Equal(0, _site.Pregenerate("c", lines: 9, steps: 1, "KhmerOSbokor.ttf").Rendered);
    }

    [Fact]
    public async Task One_snapshot_is_pulled_where_it_is_named()
    {
        _site.Pregenerate("a", lines: 6, steps: 1, "KhmerOS.ttf");
        _site.Pregenerate("b", lines: 6, steps: 1, "KhmerOSsiemreap.ttf");
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var snapshot = Assert.Single((await RemotePush.RunAsync(_site.Address, _site.PathOf("b"))).Snapshots);

        await RemotePull.RunAsync(_site.Address, _site.PathOf("by plan"), new() { Snapshot = snapshot.Split('/')[1] });
        await RemotePull.RunAsync(_site.Address, _site.PathOf("by digest"), new() { Snapshot = RemoteLayout.DigestIn(snapshot) });
        var exception = await Assert.ThrowsAsync<KhmerCacheException>(() => RemotePull.RunAsync(_site.Address, _site.PathOf("c"), new() { Snapshot = "fff" }));

        Assert.Equal(_site.FilesOf("b"), _site.FilesOf("by plan"));
        Assert.Equal(_site.FilesOf("b"), _site.FilesOf("by digest"));
        Assert.Equal(DiagnosticCodes.Configuration, exception.Diagnostic.Code);
    }

    [Fact]
    public async Task Two_that_pull_into_one_folder_at_once_leave_what_one_would()
    {
        _site.Pregenerate("a", lines: 24, steps: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => RemotePull.RunAsync(_site.Address, _site.PathOf("b")))));

        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
    }

    [Fact]
    public async Task Progress_is_told_in_objects_and_bytes()
    {
        _site.Pregenerate("a", lines: 9, steps: 3);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var told = new Progress();

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"), null, told);

        Assert.Equal(new TransferProgress(0, report.Segments, 0, report.Bytes), told.All.First());
        Assert.Equal(new TransferProgress(report.Segments, report.Segments, report.Bytes, report.Bytes), told.All.Last());
        Assert.Equal(report.Segments + 1, told.All.Count);
    }

    [Fact]
    public async Task An_address_without_a_cache_is_refused()
    {
        var exception = await Assert.ThrowsAsync<KhmerCacheException>(() => RemotePull.RunAsync(_site.Address, _site.PathOf("b")));

        Assert.Equal(DiagnosticCodes.RemoteNotUsable, exception.Diagnostic.Code);
        Assert.Contains(_site.Address.ToString(), exception.Diagnostic.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_site.PathOf("b")));
    }

    private sealed class Progress : IProgress<TransferProgress>
    {
        public ConcurrentQueue<TransferProgress> All { get; } = [];

        public void Report(TransferProgress value) => All.Enqueue(value);
    }
}
