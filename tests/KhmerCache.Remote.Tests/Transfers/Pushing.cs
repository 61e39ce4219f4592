using KhmerCache.Remote.Transfers;

namespace KhmerCache.Remote.Tests.Transfers;

public sealed class Pushing : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task All_that_the_cache_shows_is_there_under_the_name_of_its_plan()
    {
        _site.Pregenerate("a", lines: 6);

        var report = await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        var manifest = await File.ReadAllBytesAsync(_site.Cache("a").ManifestPath);
        var snapshot = RemoteLayout.OfSnapshot(_site.PlanOf("a"), manifest);
        Assert.Equal([.. _site.SegmentsOf("a"), snapshot], _site.Objects);
        Assert.Equal(manifest, await File.ReadAllBytesAsync(_site.ObjectPath(snapshot)));
        Assert.Equal([snapshot], report.Snapshots);
        Assert.Equal((2, 0, 12L), (report.Segments, report.AlreadyThere, report.TotalImages));
        Assert.Equal(_site.SegmentsOf("a").Sum(name => new FileInfo(_site.ObjectPath(name)).Length), report.Bytes);
        Assert.Empty(report.Diagnostics);
    }

    [Fact]
    public async Task Where_nobody_knows_a_plan_the_content_digest_stands_for_it()
    {
        _site.Pregenerate("a", lines: 6);
        Directory.Delete(_site.PathOf("a/plans"), recursive: true);

        var report = await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        Assert.StartsWith($"snapshots/{report.ContentDigest}/", Assert.Single(report.Snapshots), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_already_is_not_moved()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var put = new List<string>();
        var store = new WatchedStore(_site.Store) { OnPut = put.Add };

        var again = await new RemotePush(store, _site.Cache("a"), new(), null).RunAsync(null, default);
        Assert.Equal((0, 0L, 2), (again.Segments, again.Bytes, again.AlreadyThere));
        Assert.Empty(put);

        _site.Pregenerate("a", lines: 9);
        var more = await new RemotePush(store, _site.Cache("a"), new(), null).RunAsync(null, default);
        Assert.Equal(more.Segments + 1, put.Count);
        Assert.Equal(2, more.AlreadyThere);
        Assert.Equal(put[^1], Assert.Single(more.Snapshots));
    }

    [Fact]
    public async Task Masks_come_before_lines_and_the_snapshot_comes_last()
    {
        _site.Pregenerate("a", lines: 9, steps: 3);
        var put = new List<string>();

        await new RemotePush(new WatchedStore(_site.Store) { OnPut = put.Add }, _site.Cache("a"), new() { Jobs = 1 }, null).RunAsync(null, default);

        Assert.Equal(["glyphs", "lines", "snapshots"], put.Select(name => name.Split('/') is ["segments", var kind, _] ? kind : name.Split('/')[0]).Aggregate(new List<string>(), (kinds, kind) =>
        {
            if (kinds.LastOrDefault() != kind)
            {
                kinds.Add(kind);
            }

            return kinds;
        }));
    }

    /// <summary>Guards against damage that spreads from one machine to all.</summary>
    [Fact]
    public async Task A_segment_that_is_damaged_here_is_named_and_not_sent_and_there_is_no_snapshot()
    {
        _site.Pregenerate("a", lines: 9, steps: 3);
        var damaged = _site.Cache("a").ListSegments()[^1];
        Site.Damage(_site.Cache("a").PathOf(damaged));

        var report = await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        var fault = Assert.Single(report.Diagnostics);
        Assert.Equal((DiagnosticCodes.Damaged, _site.Cache("a").PathOf(damaged)), (fault.Code, fault.File));
        Assert.True(report.HasErrors);
        Assert.Equal(_site.SegmentsOf("a").Where(name => name != RemoteLayout.OfSegment(damaged)), _site.Objects);
        Assert.Empty(report.Snapshots);

        // Mended, nothing else is moved again.
        _site.Pregenerate("a", lines: 9);
        var mended = await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        Assert.False(mended.HasErrors);
        Assert.Single(mended.Snapshots);
    }

    [Fact]
    public async Task Markers_of_shards_come_after_the_segments_that_they_tell_of()
    {
        _site.Pregenerate("a", lines: 6);
        var marker = _site.Cache("a").Publish(KhmerCache.Storage.SegmentKind.Shards, output => output.Write("{}"u8));
        var put = new List<string>();

        var report = await new RemotePush(new WatchedStore(_site.Store) { OnPut = put.Add }, _site.Cache("a"), new(), null).RunAsync(null, default);

        Assert.Equal((2, 1), (report.Segments, report.Markers));
        Assert.Equal(marker, put[^2]);
        Assert.Equal((0, 0), await RemotePush.RunAsync(_site.Address, _site.PathOf("a")) is var again ? (again.Segments, again.Markers) : default);
    }

    [Fact]
    public async Task An_object_of_another_length_is_damaged_and_is_replaced()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var objects = _site.FilesOf("remote");
        var cut = _site.ObjectPath(_site.SegmentsOf("a")[0]);
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(cut))[..^7]);

        var report = await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        Assert.Equal((1, 1), (report.Segments, report.AlreadyThere));
        Assert.Equal(objects, _site.FilesOf("remote"));
    }

    [Fact]
    public async Task An_object_that_is_damaged_and_as_long_is_replaced_where_that_is_asked_for()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var objects = _site.FilesOf("remote");
        Site.Damage(_site.ObjectPath(_site.SegmentsOf("a")[0]));

        Assert.Equal(0, (await RemotePush.RunAsync(_site.Address, _site.PathOf("a"))).Segments);
        Assert.Equal(2, (await RemotePush.RunAsync(_site.Address, _site.PathOf("a"), new() { Replace = true })).Segments);

        Assert.Equal(objects, _site.FilesOf("remote"));
    }

    [Fact]
    public async Task Two_that_push_at_once_leave_what_each_of_them_would()
    {
        _site.Pregenerate("a", lines: 12, steps: 4);
        _site.Pregenerate("b", lines: 12, steps: 4);
        _site.Pregenerate("b", lines: 16);

        var reports = await Task.WhenAll(new[] { "a", "b", "a", "b" }.Select(machine => Task.Run(() => RemotePush.RunAsync(_site.Address, _site.PathOf(machine)))));

        Assert.All(reports, report => Assert.False(report.HasErrors));
        string[] expected = [.. _site.SegmentsOf("a"), .. _site.SegmentsOf("b"), .. reports.SelectMany(report => report.Snapshots)];
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), _site.Objects);
        Assert.All(_site.Objects, name => Assert.Equal(RemoteLayout.DigestIn(name), _site.FilesOf("remote")[name]));
    }

    /// <summary>Guards against a snapshot that names what a gc has dropped while it was on its way.</summary>
    [Fact]
    public async Task What_goes_before_the_snapshot_is_there_is_put_again()
    {
        _site.Pregenerate("a", lines: 6);
        var victim = _site.SegmentsOf("a")[0];
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        File.Delete(_site.ObjectPath(_site.Objects.Single(name => name.StartsWith("snapshots/", StringComparison.Ordinal))));
        var store = new WatchedStore(_site.Store)
        {
            OnPut = name =>
            {
                if (name.StartsWith("snapshots/", StringComparison.Ordinal))
                {
                    File.Delete(_site.ObjectPath(victim));
                }
            },
        };

        var report = await new RemotePush(store, _site.Cache("a"), new(), null).RunAsync(null, default);

        Assert.False(report.HasErrors);
        Assert.Contains(victim, _site.Objects);
        Assert.Equal(1, report.Segments);
    }

    [Fact]
    public async Task Where_somebody_keeps_deleting_it_is_told()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var victim = _site.SegmentsOf("a")[0];
        var store = new WatchedStore(_site.Store) { OnList = _ => File.Delete(_site.ObjectPath(victim)) };

        var exception = await Assert.ThrowsAsync<KhmerCacheException>(() => new RemotePush(store, _site.Cache("a"), new() { Jobs = 1 }, null).RunAsync(null, default));

        Assert.Equal(DiagnosticCodes.RemoteNotUsable, exception.Diagnostic.Code);
        Assert.Contains(victim, exception.Diagnostic.Message, StringComparison.Ordinal);
    }

    /// <summary>Guards against a project in daily use whose snapshot is dropped by age, since nothing of it has changed.</summary>
    [Fact]
    public async Task A_snapshot_that_is_pushed_again_is_young_again()
    {
        _site.Pregenerate("a", lines: 6);
        var snapshot = Assert.Single((await RemotePush.RunAsync(_site.Address, _site.PathOf("a"))).Snapshots);
        File.SetLastWriteTimeUtc(_site.ObjectPath(snapshot), DateTime.UtcNow.AddDays(-20));

        var report = await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        Assert.Equal(0, report.Segments);
        Assert.InRange(File.GetLastWriteTimeUtc(_site.ObjectPath(snapshot)), DateTime.UtcNow.AddDays(-1), DateTime.MaxValue);
    }

    [Fact]
    public async Task A_folder_without_a_cache_is_refused()
    {
        var exception = await Assert.ThrowsAsync<KhmerCacheException>(() => RemotePush.RunAsync(_site.Address, _site.PathOf("nothing")));

        Assert.Equal(DiagnosticCodes.NoCache, exception.Diagnostic.Code);
    }

    [Fact]
    public async Task A_manifest_that_is_lost_is_made_again()
    {
        _site.Pregenerate("a", lines: 6);
        var manifest = await File.ReadAllBytesAsync(_site.Cache("a").ManifestPath);
        File.Delete(_site.Cache("a").ManifestPath);

        var report = await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        Assert.Equal(2, report.Segments);
        Assert.Equal(KhmerCache.Storage.Manifest.Parse(manifest, "")!.ContentDigest, report.ContentDigest);
    }
}
