using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Sharding;

/// <summary>A workspace whose cache is made in shards, and the one that a single machine makes.</summary>
internal sealed class ShardedCaches : IDisposable
{
    public const int Count = 3;

    public ShardedCaches()
    {
        OneMachine = Workspace.PregenerateInto("one", Workspace.All).Exits(0);
        Workspace.RunOn(PathOf("one"), "compact").Exits(0);
    }

    public Workspace Workspace { get; } = new();

    /// <summary>What the single machine said.</summary>
    public Outcome OneMachine { get; }

    /// <summary>The folders of the shards, where each has one of its own.</summary>
    public string[] Folders => [.. Enumerable.Range(1, Count).Select(index => PathOf($"shard{index}"))];

    public string PathOf(string path) => Workspace.PathOf(path);

    /// <summary>Makes a shard in a folder.</summary>
    public Outcome Make(int index, string cache, params string[] more) => Workspace.PregenerateInto(cache, [.. Workspace.All, "--shard", $"{index}/{Count}", .. more]).Exits(0);

    /// <summary>Makes each shard in a folder of its own.</summary>
    public void MakeAll(params string[] more)
    {
        for (var index = 1; index <= Count; index++)
        {
            Make(index, $"shard{index}", more);
        }
    }

    /// <summary><c>khmercache merge --cache-dir … --json</c>.</summary>
    public Outcome Merge(string cache, params string[] inputs) => Workspace.RunOn(PathOf(cache), "merge", ["--json", .. inputs.Length > 0 ? ["--input", .. inputs] : Array.Empty<string>()]);

    /// <summary>Asserts that a cache is the single machine's, file by file.</summary>
    public void IsThatOfOneMachine(string cache) => Workspace.FilesOf(cache).AreThoseOf(Workspace.FilesOf("one"));

    /// <summary>Gives the first image of a cache another picture of the same recipe, as a broken machine might.</summary>
    public void Spoil(string cache)
    {
        var folder = new CacheFolder(PathOf(cache));
        var name = folder.ListSegments(SegmentKind.Lines)[0];
        LineEntry[] lines;
        using (var segment = LineSegment.Open(folder.PathOf(name)))
        {
            lines = [.. segment.ReadLines((_, _) => true)];
        }

        var image = lines[0].Images[0];
        var spoilt = image with { Run = image.Run with { OriginX = image.Run.OriginX + 1 } };
        folder.Delete(name);
        var writer = new CacheWriter(folder);
        writer.WriteLines([new LineEntry(lines[0].TextUtf8, [spoilt, .. lines[0].Images.Skip(1)]), .. lines[1..]]);
        writer.Commit();
    }

    public void Dispose() => Workspace.Dispose();
}
