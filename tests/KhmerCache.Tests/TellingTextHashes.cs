using System.Text;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

/// <summary>What the manifest tells of the texts in a segment, so that a reader knows which segment it has to have for one.</summary>
public sealed class TellingTextHashes : IDisposable
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 50).Select(i => $"បន្ទាត់ {i}")];

    private readonly TemporaryFolder _folder = new();
    private readonly CacheFolder _cache;

    public TellingTextHashes() => _cache = SmallCache.Write(_folder.Path, [.. Texts.Select(text => SmallCache.Line(text, SmallCache.RecipeOf("a.ttf")))]);

    private ManifestSegment Lines => Manifest.Read(_cache)!.Segments.Single(segment => CacheFolder.IsLines(segment.File));

    [Fact]
    public void A_segment_of_lines_has_the_hashes_of_its_first_and_last_text()
    {
        var hashes = Texts.Select(text => TextHash.Of(Encoding.UTF8.GetBytes(text))).ToArray();

        Assert.Equal(new HashRange(hashes.Min(), hashes.Max()), Lines.TextHashes);
        Assert.Contains($"\"first_text_hash\": \"{hashes.Min():x16}\"", File.ReadAllText(_cache.ManifestPath), StringComparison.Ordinal);
        Assert.Contains($"\"last_text_hash\": \"{hashes.Max():x16}\"", File.ReadAllText(_cache.ManifestPath), StringComparison.Ordinal);
    }

    [Fact]
    public void Glyphs_have_none_and_may_be_needed_for_any_text()
    {
        var glyphs = Manifest.Read(_cache)!.Segments.Single(segment => !CacheFolder.IsLines(segment.File));

        Assert.Null(glyphs.FirstTextHash);
        Assert.Equal(HashRange.All, glyphs.TextHashes);
    }

    [Fact]
    public void A_damaged_segment_has_none()
    {
        using (var file = File.Open(_cache.PathOf(Lines.File), FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.WriteByte((byte)(file.ReadByte() ^ 1));
        }

        new CacheWriter(_cache).Commit();

        Assert.Equal((0, null, null), (Lines.Bytes, Lines.FirstTextHash, Lines.LastTextHash));
    }

    [Fact]
    public void A_manifest_of_before_tells_none_until_the_next_one_is_written()
    {
        var told = Manifest.Read(_cache)!;
        _cache.WriteManifest((told with { Segments = [.. told.Segments.Select(segment => segment with { FirstTextHash = null, LastTextHash = null })] }).ToJson());

        Assert.Equal(HashRange.All, Lines.TextHashes);
        Assert.DoesNotContain("text_hash", File.ReadAllText(_cache.ManifestPath), StringComparison.Ordinal);
        using (var cache = ImageCache.Open(_folder.Path))
        {
            Assert.All(Texts, text => Assert.True(cache.TryFind(text, SmallCache.Font("a.ttf"), SmallCache.ImageHeight, out _)));
        }

        new CacheWriter(_cache).Commit();
        Assert.Equal(told.Segments, Manifest.Read(_cache)!.Segments);
    }

    public void Dispose() => _folder.Dispose();
}
