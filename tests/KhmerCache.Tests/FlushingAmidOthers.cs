using KhmerCache.Storage;
using KhmerCache.Tests.Loading;
using Xunit;

namespace KhmerCache.Tests;

/// <summary>A cache is open, with a renderer that fills gaps, while others clear it or have filled it in another way.</summary>
public sealed class FlushingAmidOthers : IDisposable
{
    private static readonly FontDescriptor Font = SmallCache.Font("fonts/a.ttf");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Guards against lines without masks: the open cache knew masks that were gone from the folder.</summary>
    [Fact]
    public void Masks_that_somebody_cleared_meanwhile_are_written_again()
    {
        var folder = SmallCache.Write(_folder.Path, SmallCache.Line("one", SmallCache.RecipeOf(Font.Path)));
        using (var cache = ImageCache.Open(_folder.Path, new() { Renderer = new MadeUpRenderer { KeepsRuns = true } }))
        {
            cache.GetImage("one", Font, 32);
            folder.Clear();
            cache.GetImage("two", Font, 32);
        }

        var report = CacheValidator.Run(folder, _folder.Path);

        Assert.Equal((1, 0), (report.Checked, report.Missing));
        Assert.True(report.IsSound);
        using var again = ImageCache.Open(_folder.Path);
        Assert.Equal(SmallCache.Draw(SmallCache.RecipeOf(Font.Path), SmallCache.Run("two")), again.GetImage("two", Font, 32).Pixels);
    }

    /// <summary>Guards against one image that a newer renderer drew making all others of its font invisible to those who have no renderer.</summary>
    [Fact]
    public void What_another_renderer_has_drawn_hides_nothing_and_is_drawn_once()
    {
        SmallCache.Write(_folder.Path, [.. new[] { "one", "two" }.Select(text => SmallCache.Line(text, SmallCache.RecipeOf(Font.Path, "an older font file")))]);
        string digest;
        using (var before = ImageCache.Open(_folder.Path))
        {
            digest = before.ContentDigest;
        }

        var renderer = new MadeUpRenderer { KeepsRuns = true };
        for (var session = 0; session < 2; session++)
        {
            using var cache = ImageCache.Open(_folder.Path, new() { Renderer = renderer });
            cache.GetImage("one", Font, 32);
        }

        Assert.Single(renderer.Drawn);
        using var after = ImageCache.Open(_folder.Path);
        Assert.Equal(digest, after.ContentDigest);
        Assert.True(after.TryGetImage("one", Font, 32, out _));
        Assert.True(after.TryGetImage("two", Font, 32, out _));
    }

    [Fact]
    public void A_font_that_the_cache_does_not_have_is_shown_as_it_was_drawn()
    {
        SmallCache.Write(_folder.Path, SmallCache.Line("one", SmallCache.RecipeOf("fonts/b.ttf", "other")));
        using (var cache = ImageCache.Open(_folder.Path, new() { Renderer = new MadeUpRenderer { KeepsRuns = true } }))
        {
            cache.GetImage("one", Font, 32);
        }

        using var again = ImageCache.Open(_folder.Path);
        Assert.True(again.TryGetImage("one", Font, 32, out _));
        Assert.True(again.TryGetImage("one", SmallCache.Font("fonts/b.ttf"), 32, out _));
    }

    [Fact]
    public void What_could_not_be_written_is_told_to_whoever_listens_and_kept_for_the_next_time()
    {
        var path = Path.Combine(_folder.Path, "cache");
        var told = new List<Diagnostic>();
        using (var cache = ImageCache.Open(path, new() { CreateIfMissing = true, Log = told.Add }))
        {
            cache.CacheImage("one", Font, new LineImage(3, 32, new byte[96]));
            File.WriteAllText(path, "in the way");

            var error = Assert.Throws<KhmerCacheException>(cache.Flush).Diagnostic;
            Assert.Equal((DiagnosticCodes.CacheNotWritable, error), (error.Code, Assert.Single(told)));
            File.Delete(path);
        }

        using var again = ImageCache.Open(path);
        Assert.True(again.TryGetImage("one", Font, 32, out _));
        Assert.Single(told);
    }

    [Fact]
    public void What_can_not_be_written_when_the_cache_is_disposed_of_is_told_as_well()
    {
        var path = Path.Combine(_folder.Path, "cache");
        var told = new List<Diagnostic>();
        var cache = ImageCache.Open(path, new() { CreateIfMissing = true, Log = told.Add });
        cache.CacheImage("one", Font, new LineImage(3, 32, new byte[96]));
        File.WriteAllText(path, "in the way");

        Assert.Equal(Assert.Throws<KhmerCacheException>(cache.Dispose).Diagnostic, Assert.Single(told));
    }

    /// <summary>Guards against a program that trains on what is left and never hears of the rest.</summary>
    [Fact]
    public void A_miss_says_that_a_segment_is_damaged_even_where_nobody_listens()
    {
        var folder = SmallCache.Write(_folder.Path, SmallCache.Line("one", SmallCache.RecipeOf(Font.Path)));
        var segment = folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single());
        File.WriteAllText(segment, "damaged");

        using var cache = ImageCache.Open(_folder.Path);
        var error = Assert.Throws<KhmerCacheException>(() => cache.GetImage("one", Font, 32));

        Assert.Equal(DiagnosticCodes.NotCached, error.Diagnostic.Code);
        Assert.Contains(segment, error.Message, StringComparison.Ordinal);
        Assert.Contains("khmercache validate", error.Message, StringComparison.Ordinal);
    }
}
