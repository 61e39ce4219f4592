namespace KhmerCache.Tool.Tests;

public sealed class Compacting : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Json_is_one_object_that_counts_what_is_left()
    {
        var whole = _workspace.Pregenerate().Exits(0);

        var outcome = _workspace.Run("compact").Exits(0);

        Assert.Equal(["total_images", "segments", "content_digest"], outcome.Fields);
        outcome.Counts(("total_images", Workspace.Images), ("segments", 2));
        Assert.Equal(whole.Digest, outcome.Digest);
    }

    [Fact]
    public void Many_segments_become_one_of_each_kind()
    {
        for (var lines = 2; lines <= Workspace.TrainLines; lines += 2)
        {
            _workspace.Pregenerate("--max-lines", $"{lines}").Exits(0);
        }

        Assert.Equal(4, Directory.GetFiles(_workspace.PathOf("cache/segments/lines")).Length);
        _workspace.Run("compact").Exits(0).Counts(("segments", 2));
        Assert.True(File.Exists(_workspace.Segment("lines")) && File.Exists(_workspace.Segment("glyphs")));
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images));
        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));
    }

    [Fact]
    public void Compacting_again_changes_nothing()
    {
        _workspace.Pregenerate().Exits(0);
        _workspace.Run("compact").Exits(0);
        var files = _workspace.Files;

        _workspace.Run("compact").Exits(0);

        _workspace.Files.AreThoseOf(files);
    }

    /// <summary>Masks of entries that were lost and not asked for again must not show in the digest.</summary>
    [Fact]
    public void The_digest_stays_the_same_even_where_masks_are_dropped()
    {
        _workspace.Pregenerate().Exits(0);
        File.Delete(_workspace.Segment("lines"));
        var before = _workspace.Pregenerate("--max-lines", "1").Exits(0);
        Assert.Equal(_workspace.PregenerateInto("fresh", [.. Workspace.All, "--max-lines", "1"]).Digest, before.Digest);

        var compacted = _workspace.Run("compact").Exits(0);

        Assert.Equal(before.Digest, compacted.Digest);
    }

    [Fact]
    public void Pictures_that_were_put_in_by_hand_are_kept()
    {
        _workspace.Pregenerate().Exits(0);
        var font = FontDescriptor.FromPath("scans/page 1", _workspace.PathOf("."));
        byte[] pixels = [.. Enumerable.Range(0, 96).Select(i => (byte)(i * 7))];
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ខ្មែរ", font, new LineImage(3, 32, pixels));
        }

        _workspace.Run("compact").Exits(0).Counts(("total_images", Workspace.Images + 1), ("segments", 2));

        using var compacted = ImageCache.Open(_workspace.Cache);
        Assert.Equal(pixels, compacted.GetImage("ខ្មែរ", font, 32).Pixels.ToArray());
    }

    /// <summary>What is in it may be what nothing can render again; and a compaction that drops it would say that all is well.</summary>
    [Theory]
    [InlineData("lines", "truncated")]
    [InlineData("lines", "emptied")]
    [InlineData("lines", "flipped in the middle")]
    [InlineData("lines", "flipped near its end")]
    [InlineData("glyphs", "truncated")]
    [InlineData("glyphs", "emptied")]
    [InlineData("glyphs", "flipped in the middle")]
    public void A_damaged_segment_is_refused_and_left_alone(string kind, string damage)
    {
        _workspace.Pregenerate().Exits(0);
        Damage.Do(damage, _workspace.Segment(kind));
        var segment = _workspace.Segment(kind);
        var bytes = File.ReadAllBytes(segment);

        _workspace.Run("compact").Exits(3).Says("KHC3004").Says(segment);

        Assert.Equal(bytes, File.ReadAllBytes(segment));
    }
}
