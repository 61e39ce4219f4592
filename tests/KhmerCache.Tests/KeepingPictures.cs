using System.Diagnostics.CodeAnalysis;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

public sealed class KeepingPictures : IDisposable
{
    private static readonly FontDescriptor Font = SmallCache.Font("fonts/a.ttf");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_picture_put_in_by_hand_is_found_before_and_after_it_is_written()
    {
        var picture = Picture(seed: 1);
        using (var cache = ImageCache.Open(_folder.Path, new() { CreateIfMissing = true }))
        {
            cache.CacheImage("text", Font, picture);
            Assert.Equal(picture.Pixels, cache.GetImage("text", Font, 32).Pixels);
        }

        using var again = ImageCache.Open(_folder.Path);
        Assert.Equal(picture.Pixels, again.GetImage("text", Font, 32).Pixels);
        Assert.Equal((1, 0), (again.GetStats().Hits, again.GetStats().Misses));
    }

    [Fact]
    public void A_picture_put_in_again_replaces_the_older_one()
    {
        foreach (var seed in new[] { 1, 2 })
        {
            using var cache = ImageCache.Open(_folder.Path, new() { CreateIfMissing = true });
            cache.CacheImage("text", Font, Picture(seed));
            cache.CacheImage("other " + seed, Font, Picture(seed));
        }

        using var again = ImageCache.Open(_folder.Path);
        Assert.Equal(Picture(2).Pixels, again.GetImage("text", Font, 32).Pixels);
        Assert.Equal(Picture(1).Pixels, again.GetImage("other 1", Font, 32).Pixels);
        Assert.Equal(3, again.GetStats().TotalImages);
    }

    [Fact]
    public void A_miss_without_renderer_says_which_text_font_and_height_were_asked_for()
    {
        using var cache = ImageCache.Open(_folder.Path, new() { CreateIfMissing = true });

        var error = Assert.Throws<KhmerCacheException>(() => cache.GetImage("ពាក្យ", Font, 48));

        Assert.Equal(DiagnosticCodes.NotCached, error.Diagnostic.Code);
        Assert.Contains("ពាក្យ", error.Message, StringComparison.Ordinal);
        Assert.Contains("fonts/a.ttf", error.Message, StringComparison.Ordinal);
        Assert.Contains("48", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_miss_with_a_renderer_draws_returns_and_keeps()
    {
        var renderer = new CountingRenderer();
        using (var cache = ImageCache.Open(_folder.Path, new() { Renderer = renderer }))
        {
            cache.GetImage("text", Font, 32);
            cache.GetImage("text", Font, 32);
        }

        using (var again = ImageCache.Open(_folder.Path, new() { Renderer = renderer }))
        {
            Assert.Equal(Picture(4).Pixels, again.GetImage("text", Font, 32).Pixels);
        }

        Assert.Equal(1, renderer.Calls);
    }

    [Fact]
    public void A_damaged_picture_is_drawn_again_and_reported()
    {
        var recipe = SmallCache.RecipeOf(Font.Path);
        var folder = SmallCache.Write(_folder.Path, SmallCache.Line("text", recipe));
        var path = folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single());
        var bytes = File.ReadAllBytes(path);
        using var segment = LineSegment.Open(path);
        Assert.True(segment.TryGetPayload(0, segment.TextHashAt(0), out var payload));
        bytes[bytes.AsSpan().IndexOf(payload)] ^= 0x40;
        segment.Dispose();
        File.WriteAllBytes(path, bytes);
        var log = new List<Diagnostic>();

        using var cache = ImageCache.Open(_folder.Path, new() { Renderer = new CountingRenderer(recipe), Log = log.Add });

        Assert.Equal(Picture(4).Pixels, cache.GetImage("text", Font, 32).Pixels);
        Assert.Contains(log, diagnostic => diagnostic.Message.StartsWith("Error loading cached image", StringComparison.Ordinal));
    }

    [Fact]
    public void Clearing_deletes_what_the_cache_wrote_and_nothing_else()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        var foreign = _folder.File("notes.txt", [1, 2, 3]);
        var nested = Path.Combine(_folder.Path, "segments", "lines", "mine.arrow");
        File.WriteAllText(nested, "mine");

        using (var cache = ImageCache.Open(_folder.Path))
        {
            cache.Clear();
            Assert.Equal(0, cache.GetStats().TotalImages);
        }

        Assert.Equal([foreign, nested], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_without_cache_is_an_error_that_says_how_to_make_one()
    {
        var error = Assert.Throws<KhmerCacheException>(() => ImageCache.Open(_folder.Path));

        Assert.Equal(DiagnosticCodes.NoCache, error.Diagnostic.Code);
        Assert.Contains("dotnet build", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_format_version_is_refused_by_name()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        var manifest = Path.Combine(_folder.Path, "cache_index.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"format_version\": 1", "\"format_version\": 999", StringComparison.Ordinal));

        var error = Assert.Throws<KhmerCacheException>(() => ImageCache.Open(_folder.Path));

        Assert.Equal(DiagnosticCodes.UnknownFormatVersion, error.Diagnostic.Code);
        Assert.Contains("999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_manifest_a_cache_reads_the_same()
    {
        var folder = SmallCache.Write(_folder.Path, SmallCache.Line("one", SmallCache.RecipeOf(Font.Path)), SmallCache.Line("two", SmallCache.RecipeOf(Font.Path)));
        using var before = ImageCache.Open(_folder.Path);
        File.Delete(folder.ManifestPath);

        using var after = ImageCache.Open(_folder.Path);

        Assert.Equal(before.GetImage("two", Font, 32).Pixels, after.GetImage("two", Font, 32).Pixels);
        Assert.Equal(before.GetStats().ContentDigest, after.GetStats().ContentDigest);
    }

    [Fact]
    public void An_image_that_outlives_its_cache_is_refused_not_read()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        var cache = ImageCache.Open(_folder.Path);
        Assert.True(cache.TryFind("text", Font, 32, out var held));

        cache.Dispose();

        Assert.Throws<ObjectDisposedException>(() => held.Width);
        Assert.Throws<ObjectDisposedException>(() => held.Height);
        Assert.Throws<ObjectDisposedException>(() => held.ToImage());
    }

    [Fact]
    public void Of_two_caches_that_replace_the_same_picture_the_last_to_write_wins()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        using (var first = ImageCache.Open(_folder.Path))
        {
            first.CacheImage("a", Font, Picture(1));
            first.CacheImage("b", Font, Picture(1));
        }

        using var one = ImageCache.Open(_folder.Path);
        using var other = ImageCache.Open(_folder.Path);
        one.CacheImage("a", Font, Picture(2));
        other.CacheImage("b", Font, Picture(3));
        one.Flush();
        other.Flush();

        using var again = ImageCache.Open(_folder.Path);
        Assert.Equal(Picture(2).Pixels, again.GetImage("a", Font, 32).Pixels);
        Assert.Equal(Picture(3).Pixels, again.GetImage("b", Font, 32).Pixels);
        Assert.Equal(3, again.GetStats().TotalImages);
    }

    /// <summary>The process that replaced it ended between the new manifest and the deletion of the older segment.</summary>
    [Fact]
    public void A_picture_that_was_replaced_does_not_come_back_where_its_segment_was_left()
    {
        for (byte shade = 1; shade < 12; shade++)
        {
            Put("a", shade);
            var folder = new CacheFolder(_folder.Path);
            var older = folder.ListSegments(SegmentKind.Lines).ToDictionary(segment => segment, segment => File.ReadAllBytes(folder.PathOf(segment)));
            Put("a", (byte)(shade + 100));
            var retired = older.Where(segment => !File.Exists(folder.PathOf(segment.Key))).ToArray();
            Array.ForEach(retired, segment => File.WriteAllBytes(folder.PathOf(segment.Key), segment.Value));
            folder.WriteManifest((Manifest.Read(folder)! with { Retired = [.. retired.Select(segment => segment.Key)] }).ToJson());

            Put($"b{shade}", 5);

            using var again = ImageCache.Open(_folder.Path);
            Assert.Equal(Picture((byte)(shade + 100)).Pixels, again.GetImage("a", Font, 32).Pixels);
            Assert.All(retired, segment => Assert.False(File.Exists(folder.PathOf(segment.Key))));
            Assert.Null(Manifest.Read(folder)!.Retired);
        }

        void Put(string text, byte shade)
        {
            using var cache = ImageCache.Open(_folder.Path, new ImageCacheOptions { CreateIfMissing = true });
            cache.CacheImage(text, Font, Picture(shade));
        }
    }

    [Fact]
    public void A_damaged_segment_does_not_keep_new_pictures_from_being_written()
    {
        var folder = SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        File.WriteAllText(folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single()), "damaged");

        using (var cache = ImageCache.Open(_folder.Path))
        {
            cache.CacheImage("new", Font, Picture(1));
        }

        using var again = ImageCache.Open(_folder.Path);
        Assert.Equal(Picture(1).Pixels, again.GetImage("new", Font, 32).Pixels);
    }

    [Fact]
    public void Clearing_leaves_alone_what_lies_behind_a_link_and_what_others_put_there()
    {
        using var elsewhere = new TemporaryFolder();
        var behind = elsewhere.File(new string('0', 32) + ".tmp", [1]);
        SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "segments", "link"), elsewhere.Path);
        var foreign = _folder.File(Path.Combine("segments", "mine.tmp"), [1]);
        var leftover = _folder.File(Path.Combine("segments", new string('0', 32) + ".tmp"), [1]);

        using (var cache = ImageCache.Open(_folder.Path))
        {
            cache.Clear();
        }

        Assert.True(File.Exists(behind));
        Assert.True(File.Exists(foreign));
        Assert.False(File.Exists(leftover));
    }

    [Theory]
    [InlineData("{\"0123456789abcdef0123456789abcdef\":{\"text\":\"a\",\"font\":\"a.ttf\"}}")]
    [InlineData("[1]")]
    public void An_index_of_somebody_else_is_refused_and_left_alone(string index)
    {
        var path = _folder.File("cache_index.json", System.Text.Encoding.UTF8.GetBytes(index));

        var error = Assert.Throws<KhmerCacheException>(() => ImageCache.Open(_folder.Path, new() { CreateIfMissing = true }));

        Assert.Equal((DiagnosticCodes.UnknownFormatVersion, path), (error.Diagnostic.Code, error.Diagnostic.File));
        Assert.Equal(index, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("{\"format_version\":1}")]
    [InlineData("{\"format_version\":1,\"content_digest\":\"\",\"recipes\":[null],\"splits\":{},\"segments\":[]}")]
    [InlineData("{\"format_version\":1,\"content_digest\":\"\",\"recipes\":[],\"splits\":{},\"segments\":[{}]}")]
    [InlineData("not JSON")]
    public void A_manifest_that_is_damaged_is_done_without(string manifest)
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        File.WriteAllText(Path.Combine(_folder.Path, "cache_index.json"), manifest);

        using var cache = ImageCache.Open(_folder.Path);

        Assert.Equal(SmallCache.Draw(SmallCache.RecipeOf(Font.Path), SmallCache.Run("text")), cache.GetImage("text", Font, 32).Pixels);
    }

    [Fact]
    public void Text_that_is_not_well_formed_is_refused()
    {
        using var cache = ImageCache.Open(_folder.Path, new() { CreateIfMissing = true });

        Assert.ThrowsAny<ArgumentException>(() => cache.CacheImage("a\uD800", Font, Picture(1)));
        Assert.ThrowsAny<ArgumentException>(() => cache.TryFind("a\uDC00", Font, 32, out _));
    }

    [Fact]
    public void A_picture_can_still_be_held_when_new_ones_are_written()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("text", SmallCache.RecipeOf(Font.Path)));
        using var cache = ImageCache.Open(_folder.Path);
        Assert.True(cache.TryFind("text", Font, 32, out var held));
        cache.CacheImage("other", Font, Picture(1));

        cache.Flush();

        Assert.Equal(SmallCache.Draw(SmallCache.RecipeOf(Font.Path), SmallCache.Run("text")), held.ToImage().Pixels);
    }

    public void Dispose() => _folder.Dispose();

    private static LineImage Picture(int seed) => new(30 + seed, 32, [.. Enumerable.Range(0, (30 + seed) * 32).Select(i => (byte)(i * seed))]);

    private sealed class CountingRenderer(Recipe? recipe = null) : ILineRenderer
    {
        public int Calls { get; private set; }

        public Recipe GetRecipe(FontDescriptor font, int imageHeight) => recipe ?? SmallCache.RecipeOf(font.Path);

        public bool TryRender(
            string text, FontDescriptor font, int imageHeight, [NotNullWhen(true)] out RenderedLine? line, [NotNullWhen(false)] out string? reason)
        {
            Calls++;
            (line, reason) = (new RenderedLine(Picture(text.Length)), null);
            return true;
        }
    }
}
