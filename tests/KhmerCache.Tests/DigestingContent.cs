using Apache.Arrow;
using KhmerCache.Glyphs;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

public sealed class DigestingContent
{
    private static readonly Recipe A = SmallCache.RecipeOf("a.ttf");
    private static readonly Recipe B = SmallCache.RecipeOf("b.ttf", "other");

    [Fact]
    public void The_digest_is_that_of_the_images_whatever_segments_they_lie_in()
    {
        var atOnce = Digest(writer => writer.WriteLines([SmallCache.Line("one", A, B), SmallCache.Line("two", A, B)]));

        Assert.Equal(atOnce, Digest(
            writer => writer.WriteLines([SmallCache.Line("two", B)]),
            writer => writer.WriteLines([SmallCache.Line("one", A)]),
            writer => writer.WriteLines([SmallCache.Line("one", B), SmallCache.Line("two", A)])));
        Assert.NotEqual(atOnce, Digest(writer => writer.WriteLines([SmallCache.Line("one", A, B), SmallCache.Line("two", A)])));
    }

    [Fact]
    public void Images_that_two_writers_made_count_once()
    {
        var once = Digest(writer => writer.WriteLines([SmallCache.Line("one", A), SmallCache.Line("two", A), SmallCache.Line("three", A)]));

        Assert.Equal(once, Digest(
            writer => writer.WriteLines([SmallCache.Line("one", A), SmallCache.Line("two", A)]),
            writer => writer.WriteLines([SmallCache.Line("two", A), SmallCache.Line("three", A)]),
            writer => writer.WriteLines([SmallCache.Line("two", A)])));
    }

    [Fact]
    public void Stale_images_do_not_count()
    {
        var fresh = Digest(writer => writer.WriteLines([SmallCache.Line("one", A)]));
        using var temporary = new TemporaryFolder();
        SmallCache.Write(temporary.Path, SmallCache.Line("one", SmallCache.RecipeOf("a.ttf", "older")));
        var manifest = SmallCache.Write(temporary.Path, SmallCache.Line("one", A));

        Assert.Equal(1, Manifest.Read(manifest)!.TotalImages);
        Assert.Equal(fresh, Manifest.Read(manifest)!.ContentDigest);
    }

    [Fact]
    public void Compacting_gives_the_same_files_for_the_same_images()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        SmallCache.Write(first.Path, SmallCache.Line("one", A, B), SmallCache.Line("two", A, B));
        foreach (var line in new[] { SmallCache.Line("two", B), SmallCache.Line("one", B), SmallCache.Line("two", A), SmallCache.Line("one", A) })
        {
            SmallCache.Write(second.Path, line);
        }

        var digest = Compactor.Run(new CacheFolder(first.Path)).ContentDigest;

        Assert.Equal(digest, Compactor.Run(new CacheFolder(second.Path)).ContentDigest);
        Assert.Equal(Files(first.Path), Files(second.Path));
    }

    [Fact]
    public void Masks_that_nothing_shows_do_not_count()
    {
        Action<CacheWriter> write = writer => writer.WriteLines([SmallCache.Line("one", A)]);
        var unused = new GlyphKey(A.FontSha256, SmallCache.Rasterizer, (ushort)A.FontSize, 500);

        Assert.Equal(Digest(write), Digest(write, writer => writer.WriteGlyphs([new(unused, SmallCache.Mask(5))])));
        Assert.Equal(Digest(write), Digest(write, writer => writer.WriteGlyphs([.. SmallCache.Masks(A).Select(mask => KeyValuePair.Create(mask.Key with { Rasterizer = "older" }, mask.Value))])));
    }

    [Fact]
    public void A_glyph_that_a_new_rasteriser_has_not_drawn_yet_is_shown_by_the_older_mask()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("one", A));
        var writer = new CacheWriter(folder);
        writer.WriteGlyphs([new(new GlyphKey(A.FontSha256, "test 2", (ushort)A.FontSize, 9), SmallCache.Mask(9))]);
        writer.Commit([A], rasterizer: "test 2");

        using var cache = ImageCache.Open(temporary.Path);

        Assert.Equal(SmallCache.Draw(A, SmallCache.Run("one")), cache.GetImage("one", SmallCache.Font("a.ttf"), 32).Pixels);
    }

    [Fact]
    public void Masks_of_another_size_do_not_count()
    {
        Action<CacheWriter> write = writer => writer.WriteLines([SmallCache.Line("one", A)]);

        Assert.Equal(Digest(write), Digest(write, writer => writer.WriteGlyphs(SmallCache.Masks(A, shrink: 4))));
    }

    [Fact]
    public void The_manifest_says_whose_masks_are_complete_for_each_recipe()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("one", A), SmallCache.Line("two", B));
        Assert.Equal([SmallCache.Rasterizer, SmallCache.Rasterizer], Manifest.Read(folder)!.Recipes.Select(recipe => recipe.Rasterizer));
        File.Delete(folder.PathOf(folder.ListSegments(SegmentKind.Glyphs).Single()));
        var writer = new CacheWriter(folder);
        writer.WriteGlyphs(SmallCache.Masks(B));

        var manifest = writer.Commit();

        Assert.Null(manifest.RasterizerOf(A));
        Assert.Equal(SmallCache.Rasterizer, manifest.RasterizerOf(B));
    }

    [Fact]
    public void Compacting_where_a_segment_is_missing_is_refused()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("one", A));
        SmallCache.Write(temporary.Path, SmallCache.Line("two", B));
        var path = folder.PathOf(folder.ListSegments(SegmentKind.Lines)[0]);
        File.Delete(path);

        Assert.Equal(path, Assert.Throws<KhmerCacheException>(() => Compactor.Run(folder)).Diagnostic.File);
    }

    [Fact]
    public void A_reader_that_was_opened_before_a_compaction_goes_on_reading_after_it()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("one", A));
        SmallCache.Write(temporary.Path, SmallCache.Line("two", A));
        using var cache = ImageCache.Open(temporary.Path);

        Compactor.Run(folder);

        Assert.Equal(SmallCache.Draw(A, SmallCache.Run("two")), cache.GetImage("two", SmallCache.Font("a.ttf"), 32).Pixels);
    }

    [Fact]
    public async Task Writers_that_compact_and_add_side_by_side_leave_a_sound_cache()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("kept", A));
        var writers = Enumerable.Range(0, 4).Select(job => Task.Run(() =>
        {
            for (var i = 0; i < 15; i++)
            {
                SmallCache.Write(temporary.Path, SmallCache.Line($"line {job} {i}", A));
                if (job == 0)
                {
                    Compactor.Run(new CacheFolder(temporary.Path));
                }
            }
        }));

        await Task.WhenAll(writers);

        Assert.True(CacheValidator.Run(folder, temporary.Path).IsSound);
        Assert.Equal(61, Manifest.Read(folder)!.TotalImages);
    }

    [Fact]
    public async Task Sweeping_leftovers_never_takes_what_a_writer_is_at()
    {
        using var temporary = new TemporaryFolder();
        var folder = new CacheFolder(temporary.Path);
        using var done = new CancellationTokenSource();
        var sweeping = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                folder.DeleteTemporaryFiles();
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(job => Task.Run(() =>
        {
            for (var i = 0; i < 150; i++)
            {
                folder.Publish(SegmentKind.Lines, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"{job} {i}")));
            }
        })));
        await done.CancelAsync();
        await sweeping;

        Assert.Equal(600, folder.ListSegments(SegmentKind.Lines).Count);
        Assert.All(folder.ListSegments(), segment => Assert.True(folder.IsIntact(segment)));
    }

    [Fact]
    public void Compacting_a_damaged_cache_is_refused_and_loses_nothing()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("one", A), SmallCache.Line("two", B));
        var path = folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single());
        var bytes = File.ReadAllBytes(path);
        bytes[200] ^= 1;
        File.WriteAllBytes(path, bytes);
        var before = Files(temporary.Path);

        var error = Assert.Throws<KhmerCacheException>(() => Compactor.Run(folder));

        Assert.Equal((DiagnosticCodes.Damaged, path), (error.Diagnostic.Code, error.Diagnostic.File));
        Assert.Equal(before, Files(temporary.Path));
    }

    [Fact]
    public void A_text_that_is_damaged_is_never_paired_with_its_picture()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("abcdefgh", A));
        var path = folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single());
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("abcdefgh"u8)] ^= 2;
        File.WriteAllBytes(path, bytes);

        using var reader = CacheReader.Open(folder);

        Assert.Equal(DiagnosticCodes.Damaged, Assert.Throws<KhmerCacheException>(() => reader.ReadAll().Count()).Diagnostic.Code);
    }

    /// <summary>Guards against a digest that is written to a lock although a label is not what it was.</summary>
    [Fact]
    public void A_text_that_is_damaged_has_no_digest()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("abcdefgh", A));
        var path = folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single());
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("abcdefgh"u8)] ^= 2;
        File.WriteAllBytes(path, bytes);

        AllRefuse(folder, path);
    }

    /// <summary>Guards against an error that no code names, where a font's index is used before anybody has looked at it.</summary>
    [Fact]
    public void A_row_that_names_no_font_is_damaged_for_whatever_goes_through_all_rows()
    {
        using var temporary = new TemporaryFolder();
        var folder = SmallCache.Write(temporary.Path, SmallCache.Line("one", A, B), SmallCache.Line("two", A));
        var path = folder.PathOf(folder.ListSegments(SegmentKind.Lines).Single());
        var bytes = File.ReadAllBytes(path);
        var images = (StructArray)((ListArray)ArrowColumns.ReadFile(bytes).Column(2)).Values;
        var indices = ((DictionaryArray)images.Fields[0]).Indices.Data.Buffers[1].Span;
        Assert.True(((ReadOnlySpan<byte>)bytes).Overlaps(indices, out var place));
        bytes.AsSpan(place, sizeof(ushort)).Fill(0xFF);
        File.WriteAllBytes(path, bytes);

        AllRefuse(folder, path);
        Assert.Equal(DiagnosticCodes.Damaged, Assert.Throws<KhmerCacheException>(() => CacheCleaner.Look(folder, 0)).Diagnostic.Code);
    }

    private static void AllRefuse(CacheFolder folder, string path)
    {
        using var reader = CacheReader.Open(folder);
        var error = Assert.Throws<KhmerCacheException>(() => CacheSelection.All(reader).Digest(CancellationToken.None));
        Assert.Equal((DiagnosticCodes.Damaged, path), (error.Diagnostic.Code, error.Diagnostic.File));
    }

    private static string Digest(params Action<CacheWriter>[] writes)
    {
        using var temporary = new TemporaryFolder();
        var folder = new CacheFolder(temporary.Path);
        foreach (var write in writes)
        {
            var writer = new CacheWriter(folder);
            write(writer);
            writer.WriteGlyphs([.. SmallCache.Masks(A), .. SmallCache.Masks(B)]);
            writer.Commit([A, B], SmallCache.Rasterizer);
        }

        return Manifest.Read(folder)!.ContentDigest;
    }

    private static string[] Files(string directory) =>
    [
        .. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(directory, path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];
}
