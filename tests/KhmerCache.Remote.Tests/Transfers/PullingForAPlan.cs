using System.Collections.Concurrent;
using KhmerCache.Remote.Transfers;

namespace KhmerCache.Remote.Tests.Transfers;

/// <summary>What a pregeneration pulls: the snapshot of its very plan, or else what has images of its recipes.</summary>
public sealed class PullingForAPlan : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task The_snapshot_of_the_plan_is_pulled_and_no_other_is_read()
    {
        _site.Pregenerate("other", lines: 9);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("other"));
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        var read = new ConcurrentQueue<string>();

        await PullAsync(read, _site.PlanOf("b"), _ => throw new InvalidOperationException("Nobody has to ask."));

        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
        Assert.Single(read, name => name.StartsWith("snapshots/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_there_is_none_those_are_pulled_that_share_a_recipe()
    {
        _site.Pregenerate("a", lines: 6);
        _site.Pregenerate("strange", lines: 6, steps: 1, "KhmerOSbokor.ttf");
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        await RemotePush.RunAsync(_site.Address, _site.PathOf("strange"));
        var read = new ConcurrentQueue<string>();

        await PullAsync(read, new string('0', 64), recipe => recipe.FontPath.EndsWith("KhmerOS.ttf", StringComparison.Ordinal));

        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
        Assert.Equal(2, read.Count(name => name.StartsWith("snapshots/", StringComparison.Ordinal)));
        Assert.Equal(2 * 3, _site.Pregenerate("b", lines: 9).Rendered);
    }

    [Fact]
    public async Task A_snapshot_of_the_plan_that_is_damaged_is_no_obstacle_where_there_is_another_one()
    {
        _site.Pregenerate("a", lines: 6);
        _site.Pregenerate("more", lines: 9);
        _site.Pregenerate("more", lines: 6);
        var first = Assert.Single((await RemotePush.RunAsync(_site.Address, _site.PathOf("a"))).Snapshots);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("more"));
        File.SetLastWriteTimeUtc(_site.ObjectPath(first), DateTime.UtcNow.AddMinutes(1));
        Site.Damage(_site.ObjectPath(first));

        var report = await PullAsync([], _site.PlanOf("b"), _ => false);

        Assert.Equal(_site.FilesOf("more"), _site.FilesOf("b"));
        Assert.Contains(first.Split('/')[^1], Assert.Single(report.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_ever_pushed_there_is_nothing_to_tell()
    {
        var report = await PullAsync([], new string('0', 64), _ => true);

        Assert.Equal((0, 0), (report.Snapshots, report.Segments));
        Assert.Empty(report.Diagnostics);
        Assert.False(Directory.Exists(_site.PathOf("b")));
    }

    private Task<PullReport> PullAsync(ConcurrentQueue<string> read, string plan, Func<Recipe, bool> isOfPlan) =>
        new RemotePull(new WatchedStore(_site.Store) { OnRead = read.Enqueue }, _site.Cache("b"), new(), null).RunAsync(SnapshotChoice.OfPlan(plan, isOfPlan), default);
}
