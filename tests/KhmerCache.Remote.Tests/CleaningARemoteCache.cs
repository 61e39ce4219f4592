using KhmerCache.Remote.Cleaning;
using KhmerCache.Remote.Tests.Transfers;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests;

/// <summary>The times of objects are those of files, which are set here.</summary>
public sealed class CleaningARemoteCache : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task What_a_snapshot_names_stays_and_what_none_names_goes_after_the_grace()
    {
        await PushAsync("a", "KhmerOS.ttf");
        var kept = _site.Objects;
        var forgotten = await PushAsync("b", "KhmerOSbokor.ttf");
        File.Delete(_site.ObjectPath(forgotten));
        Age(TimeSpan.FromHours(23));
        await CleanAsync(new());
        Assert.Equal(kept.Length + 2, _site.Objects.Length);
        Age(TimeSpan.FromHours(25));

        var report = await CleanAsync(new());

        Assert.Equal(kept, _site.Objects);
        Assert.Equal((0, 2, 0, 1, 2), (report.Snapshots, report.Segments, report.Markers, report.KeptSnapshots, report.KeptSegments));
        Assert.Equal(_site.Objects.Sum(name => new FileInfo(_site.ObjectPath(name)).Length), report.KeptBytes);
    }

    [Fact]
    public async Task Old_snapshots_go_with_what_only_they_name()
    {
        _site.Pregenerate("a", lines: 6);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));
        await PushAsync("b", "KhmerOSbokor.ttf");
        Age(TimeSpan.FromDays(40));
        _site.Pregenerate("a", lines: 9);
        await RemotePush.RunAsync(_site.Address, _site.PathOf("a"));

        var report = await CleanAsync(new() { MaxAge = TimeSpan.FromDays(30) });

        Assert.Equal((2, 2), (report.Snapshots, report.Segments));
        Assert.Equal(_site.SegmentsOf("a"), _site.Objects[..^1]);
        await RemotePull.RunAsync(_site.Address, _site.PathOf("c"));
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("c"));
    }

    [Fact]
    public async Task Markers_of_shards_go_by_age_as_snapshots_do()
    {
        await PushAsync("a", "KhmerOS.ttf");
        var marker = PutMarker("{}");
        Age(TimeSpan.FromDays(3));
        await CleanAsync(new());
        Assert.Contains(marker, _site.Objects);

        var report = await CleanAsync(new() { MaxAge = TimeSpan.FromDays(2) });

        Assert.Equal(1, report.Markers);
        Assert.Empty(_site.Objects);
    }

    [Fact]
    public async Task Without_an_age_no_snapshot_is_too_old()
    {
        await PushAsync("a", "KhmerOS.ttf");
        Age(TimeSpan.FromDays(4000));
        var objects = _site.FilesOf("remote");

        await CleanAsync(new());

        Assert.Equal(objects, _site.FilesOf("remote"));
    }

    [Fact]
    public async Task Snapshots_of_a_recipe_that_is_named_go()
    {
        await PushAsync("a", "KhmerOS.ttf");
        var kept = _site.Objects;
        await PushAsync("b", "KhmerOSbokor.ttf");
        Age(TimeSpan.FromDays(2));
        var recipe = Assert.Single(Manifest.Read(_site.Cache("b"))!.Recipes).Recipe;

        var report = await CleanAsync(new() { Recipes = [recipe[..12].ToUpperInvariant()] });

        Assert.Equal((1, 2), (report.Snapshots, report.Segments));
        Assert.Equal(kept, _site.Objects);
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_and_changes_nothing()
    {
        await PushAsync("a", "KhmerOS.ttf");
        await PushAsync("b", "KhmerOSbokor.ttf");
        Age(TimeSpan.FromDays(40));
        var objects = _site.FilesOf("remote");
        var options = new RemoteCleaningOptions { MaxAge = TimeSpan.FromDays(30) };

        var foretold = await CleanAsync(options with { IsDryRun = true });

        Assert.Equal(objects, _site.FilesOf("remote"));
        Assert.Equal(foretold, await CleanAsync(options));
        Assert.Empty(_site.Objects);
    }

    /// <summary>Guards against a cache that is lost because one manifest of it was.</summary>
    [Fact]
    public async Task Where_a_snapshot_that_stays_is_damaged_nothing_goes()
    {
        await PushAsync("a", "KhmerOS.ttf");
        var damaged = await PushAsync("b", "KhmerOSbokor.ttf");
        Site.Damage(_site.ObjectPath(damaged));
        Age(TimeSpan.FromDays(40));
        var objects = _site.FilesOf("remote");

        var exception = await Assert.ThrowsAsync<KhmerCacheException>(() => CleanAsync(new()));

        Assert.Equal(DiagnosticCodes.RemoteDamaged, exception.Diagnostic.Code);
        Assert.Contains(_site.ObjectPath(damaged), exception.Diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(objects, _site.FilesOf("remote"));
    }

    [Fact]
    public async Task What_is_none_of_ours_stays()
    {
        await PushAsync("a", "KhmerOS.ttf");
        string[] foreign = ["README.txt", "segments/lines/notes.txt", "shards/list.txt", "snapshots/notes.json"];
        foreach (var name in foreign)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_site.ObjectPath(name))!);
            await File.WriteAllTextAsync(_site.ObjectPath(name), "ours");
        }

        Age(TimeSpan.FromDays(40));
        await CleanAsync(new() { MaxAge = TimeSpan.FromDays(1) });

        Assert.Equal(foreign, _site.Objects);
    }

    /// <summary>Guards against a gc that drops what a push relies on which began before it and ended while it was at work.</summary>
    [Fact]
    public async Task A_snapshot_that_comes_while_it_works_keeps_what_it_names()
    {
        await PushAsync("a", "KhmerOS.ttf");
        var snapshot = await PushAsync("b", "KhmerOSbokor.ttf");
        var bytes = await File.ReadAllBytesAsync(_site.ObjectPath(snapshot));
        Age(TimeSpan.FromDays(40));
        File.Delete(_site.ObjectPath(snapshot));
        var store = new WatchedStore(_site.Store)
        {
            OnRead = _ =>
            {
                if (!File.Exists(_site.ObjectPath(snapshot)))
                {
                    File.WriteAllBytes(_site.ObjectPath(snapshot), bytes);
                }
            },
        };

        var report = await new RemoteCleaner(store, new()).RunAsync(default);

        Assert.Equal(0, report.Segments);
        Assert.Equal([.. _site.SegmentsOf("a"), .. _site.SegmentsOf("b")], _site.Objects.Where(name => name.StartsWith("segments/", StringComparison.Ordinal)).ToHashSet());
    }

    private Task<RemoteCleaningReport> CleanAsync(RemoteCleaningOptions options) => RemoteCleaner.RunAsync(_site.Address, options);

    private async Task<string> PushAsync(string machine, string font)
    {
        _site.Pregenerate(machine, lines: 6, steps: 1, font);
        return Assert.Single((await RemotePush.RunAsync(_site.Address, _site.PathOf(machine))).Snapshots);
    }

    private string PutMarker(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var name = $"{RemoteLayout.Markers}{RemoteLayout.HashOf(bytes)}.json";
        Directory.CreateDirectory(Path.GetDirectoryName(_site.ObjectPath(name))!);
        File.WriteAllBytes(_site.ObjectPath(name), bytes);
        return name;
    }

    private void Age(TimeSpan age)
    {
        foreach (var name in _site.Objects)
        {
            File.SetLastWriteTimeUtc(_site.ObjectPath(name), DateTime.UtcNow - age);
        }
    }
}
