namespace KhmerCache.Tool.Tests;

/// <summary>Two builds, or many shards, that fill one folder without knowing of each other.</summary>
public sealed class SeveralWritersAtOnce : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task What_they_leave_is_sound_and_the_union_of_their_work()
    {
        var alone = _workspace.PregenerateInto("alone", Workspace.All).Exits(0);
        string[][] parts = [["--shard", "1/3"], ["--shard", "2/3"], ["--shard", "3/3"], ["--max-lines", "3"], [], []];

        var outcomes = await Task.WhenAll(parts.Select(part => Task.Run(() => _workspace.Pregenerate(part))));

        Assert.All(outcomes, outcome => outcome.Exits(0));
        var after = _workspace.Pregenerate().Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images));
        Assert.Equal(alone.Digest, after.Digest);
        _workspace.Run("validate", "--deep").Exits(0);
        _workspace.Run("compact").Exits(0).Counts(("total_images", Workspace.Images), ("segments", 2));
        Assert.Equal(alone.Digest, _workspace.Run("stats").Digest);
    }

    [Fact]
    public async Task Readers_see_a_whole_cache_while_it_is_written()
    {
        _workspace.Pregenerate().Exits(0);
        var heights = new[] { "16", "24", "40", "48" };

        var writing = Task.WhenAll(heights.Select(height => Task.Run(() => _workspace.Pregenerate("--image-height", height))));
        var seen = new List<long>();
        do
        {
            seen.Add(_workspace.Run("stats").Exits(0).Number("total_images"));
        }
        while (!writing.IsCompleted);

        Assert.All(await writing, outcome => outcome.Exits(0));
        seen.Add(_workspace.Run("stats").Exits(0).Number("total_images"));
        Assert.All(seen, images => Assert.Equal(0, images % Workspace.Images));
        Assert.Equal(seen.Order(), seen);
        Assert.Equal((heights.Length + 1) * Workspace.Images, seen[^1]);
    }
}
