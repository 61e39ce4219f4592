using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests;

/// <summary>A part of a cache that a training program is fetching, or keeps small. Guards against one that is taken for a whole cache, and against a manifest that says so.</summary>
public sealed class IncompleteCopies : IDisposable
{
    private readonly Workspace _workspace = new();

    public IncompleteCopies()
    {
        _workspace.Pregenerate().Exits(0);
        var folder = new CacheFolder(_workspace.Cache);
        folder.WriteRemoteCopy(new RemoteCopy { Remote = "s3://bucket/khmer", Snapshot = "snapshots/1/2.json", ContentDigest = "3", Segments = 40, Bytes = 5 });
        folder.DeleteManifest();
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("validate")]
    [InlineData("validate", "--repair")]
    [InlineData("compact")]
    [InlineData("gc", "--max-size", "1 MB")]
    [InlineData("bench")]
    [InlineData("export", "--output", "out")]
    [InlineData("pack", "--output", "out.tar")]
    public void Commands_say_what_it_is_and_leave_it_as_it_was(params string[] arguments)
    {
        var before = _workspace.Files;

        _workspace.RunOn(_workspace.Cache, arguments[0], arguments[1..]).Exits(2).Says("KHC3001").Says("an incomplete copy of s3://bucket/khmer: 2 of 40 segments are here");

        _workspace.Files.AreThoseOf(before);
    }

    [Fact]
    public void Nothing_is_rendered_into_it()
    {
        _workspace.Pregenerate().Exits(2).Says("an incomplete copy of s3://bucket/khmer");

        Assert.False(File.Exists(new CacheFolder(_workspace.Cache).ManifestPath));
    }

    [Fact]
    public void It_is_cleared_as_a_whole()
    {
        _workspace.RunOn(_workspace.Cache, "clear", "--yes").Exits(0);

        Assert.False(Directory.Exists(_workspace.Cache));
    }

    public void Dispose() => _workspace.Dispose();
}
