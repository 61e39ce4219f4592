using System.Text;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Tests.Transfers;

/// <summary>Whoever may write to a store may put anything there. What a snapshot says is compared with what its segments hold, and its names lead nowhere else.</summary>
public sealed class SnapshotsThatLie : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task One_that_holds_other_bytes_than_its_name_says_is_refused_and_named()
    {
        var snapshot = await PushAsync();
        Site.Damage(_site.ObjectPath(snapshot));

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        Assert.Contains(_site.ObjectPath(snapshot), Assert.Single(report.Diagnostics).Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (report.Snapshots, report.Segments));
        Assert.False(_site.Cache("b").Exists);
    }

    /// <summary>Guards against a write outside of the cache.</summary>
    [Theory]
    [InlineData("../../../evil.arrow")]
    [InlineData("lines/../../../../evil.arrow")]
    [InlineData("plans/0000000000000000000000000000000000000000000000000000000000000000.arrow")]
    [InlineData("lines/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85.arrow")]
    public async Task One_that_names_something_else_than_segments_is_refused(string name)
    {
        await ReplaceAsync(await PushAsync(), manifest => manifest with { Segments = [.. manifest.Segments, new ManifestSegment(name, 4, 0, 0)] });

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        Assert.Contains("is no snapshot", Assert.Single(report.Diagnostics).Message, StringComparison.Ordinal);
        Assert.Equal(0, report.Segments);
        Assert.False(_site.Cache("b").Exists);
    }

    [Fact]
    public async Task One_that_tells_of_other_images_is_named_and_the_cache_shows_what_its_segments_hold()
    {
        var snapshot = await PushAsync();
        var lie = await ReplaceAsync(snapshot, manifest => manifest with { ContentDigest = new string('0', 64), TotalImages = 1_000_000 });

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        Assert.Contains(_site.ObjectPath(lie), Assert.Single(report.Diagnostics).Message, StringComparison.Ordinal);
        Assert.Equal(Manifest.Read(_site.Cache("a")), Manifest.Read(_site.Cache("b")), (one, other) => one!.ContentDigest == other!.ContentDigest && one.TotalImages == other.TotalImages);
    }

    [Fact]
    public async Task One_of_a_later_version_is_passed_over_with_a_warning()
    {
        var snapshot = await PushAsync();
        var bytes = Encoding.UTF8.GetBytes("{\n  \"format_version\": 99\n}\n");
        var later = RemoteLayout.OfSnapshot(new string('1', 64), bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(_site.ObjectPath(later))!);
        await File.WriteAllBytesAsync(_site.ObjectPath(later), bytes);

        var report = await RemotePull.RunAsync(_site.Address, _site.PathOf("b"));

        var warning = Assert.Single(report.Diagnostics);
        Assert.Equal((DiagnosticSeverity.Warning, DiagnosticCodes.UnknownFormatVersion), (warning.Severity, warning.Code));
        Assert.Equal(_site.FilesOf("a"), _site.FilesOf("b"));
        Assert.NotEmpty(snapshot);
    }

    private async Task<string> PushAsync()
    {
        _site.Pregenerate("a", lines: 6);
        return Assert.Single((await RemotePush.RunAsync(_site.Address, _site.PathOf("a"))).Snapshots);
    }

    private async Task<string> ReplaceAsync(string snapshot, Func<Manifest, Manifest> change)
    {
        var bytes = change(Manifest.Parse(await File.ReadAllBytesAsync(_site.ObjectPath(snapshot)), "")!).ToJson();
        var lie = RemoteLayout.OfSnapshot(snapshot.Split('/')[1], bytes);
        File.Delete(_site.ObjectPath(snapshot));
        await File.WriteAllBytesAsync(_site.ObjectPath(lie), bytes);
        return lie;
    }
}
