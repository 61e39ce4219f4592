using KhmerCache.Remote.Cleaning;
using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Tests.Transfers;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests.Teams;

/// <summary>
/// What a team does with one cache, on a real store: caches of a few hundred real lines in three fonts. The same sentences hold on each store; here they go through the library, in
/// <c>ByCommand</c> through the command line.
/// </summary>
public abstract partial class OneCacheForATeam : IDisposable
{
    private protected const int Lines = 240;
    private protected static readonly string[] Fonts = ["KhmerOS.ttf", "KhmerOSsiemreap.ttf", "KhmerOSbokor.ttf"];

    private readonly Site _site = new();

    /// <summary>What a process has to have in its environment to use the store.</summary>
    private protected abstract IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>A place on the store that nobody else has.</summary>
    private protected abstract Task<string> NewAddressAsync();

    /// <summary>An address of a store that is down.</summary>
    private protected abstract string AddressOfNobody();

    private protected string PathOf(string path) => _site.PathOf(path);

    private protected void Pregenerate(string machine, int lines, int steps = 1) => _site.Pregenerate(machine, lines, steps, Fonts);

    private protected void AssertEqualTrees(string machine, string other) => Assert.Equal(_site.FilesOf(machine), _site.FilesOf(other));

    [SkippableFact]
    public async Task What_one_has_pushed_is_byte_for_byte_what_another_one_pulls()
    {
        var address = await NewAddressAsync();
        var made = _site.Pregenerate("a", Lines, steps: 3, Fonts);
        var pushed = await PushAsync(address, "a");

        var pulled = await PullAsync(address, "b");

        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
        Assert.Equal(made.ContentDigest, pulled.ContentDigest);
        Assert.Equal((pushed.Segments, pushed.Bytes, 0), (pulled.Segments, pulled.Bytes, pulled.AlreadyThere));
        Assert.Equal((0, 0), ((await PushAsync(address, "b")).Segments, (await PullAsync(address, "b")).Segments));
        Assert.Equal(0, _site.Pregenerate("b", Lines, steps: 1, Fonts).Rendered);
    }

    [SkippableFact]
    public async Task Two_that_push_at_once_leave_what_each_of_them_would()
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", Lines / 2, steps: 3, Fonts);
        _site.Pregenerate("b", Lines / 2, steps: 3, Fonts);
        _site.Pregenerate("b", Lines, steps: 1, Fonts);

        var reports = await Task.WhenAll(new[] { "a", "b", "a", "b" }.Select(machine => Task.Run(() => PushAsync(address, machine))));

        Assert.All(reports, report => Assert.False(report.HasErrors));
        string[] expected = [.. _site.SegmentsOf("a"), .. _site.SegmentsOf("b"), .. reports.SelectMany(report => report.Snapshots)];
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), await ListAsync(address));
        Assert.Equal(Manifest.Read(_site.Cache("b"))!.ContentDigest, (await PullAsync(address, "c")).ContentDigest);
    }

    [SkippableFact]
    public async Task Two_that_pull_into_one_folder_at_once_leave_what_one_would()
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", Lines, steps: 3, Fonts);
        await PushAsync(address, "a");

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => PullAsync(address, "b"))));

        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
    }

    [SkippableFact]
    public async Task A_pull_that_was_cut_off_is_taken_up_where_it_ended()
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", Lines, steps: 4, Fonts);
        await PushAsync(address, "a");
        using var source = new CancellationTokenSource();
        using var store = new WatchedStore(ObjectStores.Open(RemoteAddress.Parse(address)))
        {
            OnRead = _ =>
            {
                if (_site.Cache("b").ListSegments().Count == 3)
                {
                    source.Cancel();
                }
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new RemotePull(store, _site.Cache("b"), new() { Jobs = 1 }, null).RunAsync(SnapshotChoice.All, source.Token));

        Assert.Equal(3, _site.Cache("b").ListSegments().Count);
        Assert.False(File.Exists(_site.Cache("b").ManifestPath));
        var resumed = await PullAsync(address, "b");
        Assert.Equal((_site.SegmentsOf("a").Length - 3, 3), (resumed.Segments, resumed.AlreadyThere));
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
    }

    [SkippableTheory]
    [InlineData("glyphs")]
    [InlineData("lines")]
    public async Task A_damaged_object_is_refused_and_named_and_a_push_mends_it(string kind)
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", Lines, steps: 2, Fonts);
        await PushAsync(address, "a");
        var damaged = _site.SegmentsOf("a").Last(name => name.Contains(kind, StringComparison.Ordinal));
        var found = await DamageAsync(address, damaged);

        var report = await PullAsync(address, "b");

        var fault = Assert.Single(report.Diagnostics);
        Assert.Equal((DiagnosticSeverity.Error, DiagnosticCodes.RemoteDamaged), (fault.Severity, fault.Code));
        Assert.All([damaged, RemoteLayout.DigestIn(damaged), found, "--replace"], text => Assert.Contains(text, fault.Message, StringComparison.Ordinal));
        Assert.Equal(_site.SegmentsOf("a").Where(name => name != damaged), _site.SegmentsOf("b"));

        await RemotePush.RunAsync(RemoteAddress.Parse(address), PathOf("a"), new() { Replace = true });
        Assert.Equal(1, (await PullAsync(address, "b")).Segments);
        Assert.Equal(Manifest.Read(_site.Cache("a"))!.ContentDigest, Manifest.Read(_site.Cache("b"))!.ContentDigest);
    }

    [SkippableFact]
    public async Task A_cache_that_is_opened_by_its_address_shows_the_pictures_of_the_local_one()
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", Lines, steps: 2, Fonts);
        await PushAsync(address, "a");
        var height = Manifest.Read(_site.Cache("a"))!.Recipes[0].ImageHeight;
        using var local = ImageCache.Open(PathOf("a"));

        using var remote = ImageCache.Open(address, PathOf("b"));

        Assert.Equal(local.ContentDigest, remote.ContentDigest);
        var seen = 0;
        foreach (var text in await File.ReadAllLinesAsync(PathOf("corpus.txt")))
        {
            foreach (var font in Fonts.Select(font => FontDescriptor.FromPath(Path.Combine(Site.Repository, "fonts", "khmeros", font), Site.Repository)))
            {
                var isThere = local.TryGetImage(text, font, height, out var expected);
                Assert.Equal(isThere, remote.TryGetImage(text, font, height, out var image));
                if (isThere)
                {
                    Assert.True(expected!.Pixels.SequenceEqual(image!.Pixels), text);
                    seen++;
                }
            }
        }

        Assert.Equal(local.GetStats().TotalImages, seen);
    }

    [SkippableFact]
    public async Task What_is_no_longer_needed_is_told_first_and_then_dropped()
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", Lines, steps: 1, Fonts[..2]);
        _site.Pregenerate("b", Lines, steps: 1, Fonts[2..]);
        await PushAsync(address, "a");
        var kept = await ListAsync(address);
        await PushAsync(address, "b");
        var all = await ListAsync(address);
        var options = new RemoteCleaningOptions { Recipes = [Manifest.Read(_site.Cache("b"))!.Recipes[0].Recipe], Grace = TimeSpan.Zero };

        var told = await RemoteCleaner.RunAsync(RemoteAddress.Parse(address), options with { IsDryRun = true });
        var printed = Command(0, "gc", "--remote", address, "--recipe", options.Recipes[0], "--grace", "0h", "--dry-run", "--json").Json;
        Assert.Equal((told.Segments, told.Bytes), ((int)printed["dropped_segments"]!, (long)printed["dropped_bytes"]!));
        Assert.Equal(all, await ListAsync(address));

        Assert.Equal(told, await RemoteCleaner.RunAsync(RemoteAddress.Parse(address), options));
        Assert.Equal((1, _site.SegmentsOf("b").Length, 1, _site.SegmentsOf("a").Length), (told.Snapshots, told.Segments, told.KeptSnapshots, told.KeptSegments));
        Assert.Equal(kept, await ListAsync(address));
        await PullAsync(address, "c");
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("c"));
    }

    /// <summary>Guards against a snapshot in daily use that is dropped by the age of its first push.</summary>
    [SkippableFact]
    public async Task Nothing_that_was_pushed_today_goes_by_age()
    {
        var address = await NewAddressAsync();
        _site.Pregenerate("a", lines: 20, steps: 1, Fonts);
        await PushAsync(address, "a");
        var all = await ListAsync(address);

        var report = await RemoteCleaner.RunAsync(RemoteAddress.Parse(address), new() { MaxAge = TimeSpan.FromDays(1) });

        Assert.Equal((0, 0, 1), (report.Snapshots, report.Segments, report.KeptSnapshots));
        Assert.Equal(all, await ListAsync(address));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _site.Dispose();
        }
    }

    private protected Task<PushReport> PushAsync(string address, string machine) => RemotePush.RunAsync(RemoteAddress.Parse(address), PathOf(machine));

    private protected Task<PullReport> PullAsync(string address, string machine) => RemotePull.RunAsync(RemoteAddress.Parse(address), PathOf(machine));

    private static async Task<string[]> ListAsync(string address)
    {
        using var store = ObjectStores.Open(RemoteAddress.Parse(address));
        var names = new List<string>();
        await foreach (var found in store.ListAsync("", default))
        {
            names.Add(found.Name);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    // As long as it was. Returns the digest that it then has.
    private static async Task<string> DamageAsync(string address, string name)
    {
        using var store = ObjectStores.Open(RemoteAddress.Parse(address));
        using var content = new MemoryStream();
        Assert.True(await store.TryReadAsync(name, content, default));
        var bytes = content.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        await store.DeleteAsync(name, default);
        using var damaged = new MemoryStream(bytes);
        Assert.True(await store.PutIfAbsentAsync(name, damaged, default));
        return RemoteLayout.HashOf(bytes);
    }
}
