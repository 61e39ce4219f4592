using System.Text;
using KhmerCache.Glyphs;
using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

public sealed class WritingSegments
{
    private static readonly Recipe A = SmallCache.RecipeOf("a.ttf");
    private static readonly Recipe B = SmallCache.RecipeOf("b.ttf", "other");

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_of_the_entries_or_the_number_of_jobs()
    {
        var lines = Enumerable.Range(0, 2000).Select(i => SmallCache.Line($"line {i * 7919 % 100003}", i % 3 == 0 ? [A] : [A, B])).ToArray();
        var turned = lines.Select(line => new LineEntry(line.TextUtf8, [.. line.Images.Reverse()])).Reverse().ToArray();

        var bytes = LineSegmentWriter.Write(lines);

        Assert.Equal(bytes, LineSegmentWriter.Write(turned));
        Assert.Equal(bytes, LineSegmentWriter.Write(turned, jobs: 4));
    }

    [Fact]
    public void Every_line_is_found_in_every_font_and_no_other()
    {
        using var folder = new TemporaryFolder();
        var texts = Enumerable.Range(0, 3000).Select(i => $"text number {i}").ToArray();
        var path = folder.File("s.arrow", LineSegmentWriter.Write([.. texts.Select(text => SmallCache.Line(text, A, B))]));
        using var index = new SegmentIndex();
        index.Add(LineSegment.Open(path));

        Assert.All(texts, text => Assert.True(Find(index, text, A) && Find(index, text, B)));
        Assert.All(texts, text => Assert.False(Find(index, text + " ", A)));
        Assert.False(Find(index, texts[0], SmallCache.RecipeOf("a.ttf", "changed")));
    }

    [Fact]
    public void Runs_and_pictures_lie_side_by_side_and_come_back_as_they_were()
    {
        using var folder = new TemporaryFolder();
        var picture = new LineImage(50, 32, [.. Enumerable.Range(0, 50 * 32).Select(i => (byte)(i * i))]);
        var line = new LineEntry(
            Encoding.UTF8.GetBytes("ភាសា"), [new(A, SmallCache.Run("ភាសា", shrink: 5)), new(Recipe.Pixels("a.ttf", 32), default, picture)]);
        using var segment = LineSegment.Open(folder.File("s.arrow", LineSegmentWriter.Write([line])));

        var read = Assert.Single(segment.ReadLines((_, _) => true));

        Assert.Equal("ភាសា", Encoding.UTF8.GetString(read.TextUtf8));
        var run = read.Images.Single(image => image.Pixels is null).Run;
        Assert.Equal((5, 12), (run.Shrink, run.OriginX));
        Assert.Equal(SmallCache.Glyphs("ភាសា"), run.Glyphs);
        Assert.Equal(picture.Pixels, read.Images.Single(image => image.Pixels is not null).Pixels!.Pixels);
    }

    [Fact]
    public void Text_is_stored_once_however_many_fonts_show_it()
    {
        var text = string.Concat(Enumerable.Repeat("ដោយយល់ឃើញថា", 200));

        var one = LineSegmentWriter.Write([new LineEntry(Encoding.UTF8.GetBytes(text), [new(A, SmallCache.Run("x"))])]).Length;
        var two = LineSegmentWriter.Write([new LineEntry(Encoding.UTF8.GetBytes(text), [new(A, SmallCache.Run("x")), new(B, SmallCache.Run("x"))])]).Length;

        Assert.InRange(two - one, 1, Encoding.UTF8.GetByteCount(text) / 4);
    }

    [Fact]
    public void Masks_come_back_as_they_were()
    {
        using var folder = new TemporaryFolder();
        var masks = SmallCache.Masks(A).Concat(SmallCache.Masks(A, shrink: 3)).Concat(SmallCache.Masks(B)).Reverse().ToArray();

        using var written = new MemoryStream();
        GlyphSegment.Write(written, masks);
        var segment = GlyphSegment.Open(folder.File("g.arrow", written.ToArray()));
        var damaged = 0;
        var read = Enumerable.Range(0, segment.Sizes.Length).SelectMany(size => segment.Read(size, out damaged)).ToArray();

        Assert.Equal(0, damaged);
        Assert.Equal(masks.OrderBy(mask => mask.Key).Select(mask => mask.Key), read.Select(mask => mask.Key));
        var byKey = masks.ToDictionary();
        Assert.All(read, mask => Assert.Equal(byKey[mask.Key].Coverage, mask.Value.Coverage));
        Assert.All(read, mask => Assert.Equal(byKey[mask.Key] with { Coverage = [] }, mask.Value with { Coverage = [] }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(Partition.ImagesPerSegment, 1)]
    [InlineData(Partition.ImagesPerSegment + 1, 2)]
    [InlineData(5 * Partition.ImagesPerSegment, 8)]
    public void Lines_are_cut_into_as_many_ranges_as_their_number_asks_for(int images, int segments)
    {
        // Evenly spread hashes, one image each.
        List<ulong> hashes = [.. Enumerable.Range(0, images).Select(i => (ulong)i * (ulong.MaxValue / (ulong)images))];

        var parts = Partition.Split(hashes.Count, place => hashes[place], _ => 1).ToArray();

        Assert.Equal(segments, parts.Length);
        Assert.Equal(hashes, parts.SelectMany(part => hashes[part]));
    }

    /// <summary>Guards against segments of long lines that take gigabytes until they are laid out.</summary>
    [Fact]
    public void A_long_text_counts_for_as_much_as_several_short_ones()
    {
        Assert.Equal([1, 1, 2, 11], new[] { 1, 255, 256, 2560 }.Select(ImageEntry.WeightOfRun));
        Assert.Equal(2 * 11, SmallCache.Line(new string('x', 2560), A, B).Weight);
    }

    /// <summary>Guards against a box whose number of bytes, as an int, is zero: 4 phases of 32,768 × 32,768 pixels.</summary>
    [Fact]
    public void A_mask_that_claims_a_box_without_the_coverage_for_it_is_damaged()
    {
        using var temporary = new TemporaryFolder();
        using var file = new MemoryStream();
        GlyphSegment.Write(file, [KeyValuePair.Create(new GlyphKey(A.FontSha256, SmallCache.Rasterizer, 640, 1), new GlyphMask(0, 0, 32_768, 32_768, []))]);

        var segment = GlyphSegment.Open(temporary.File("forged.arrow", file.ToArray()));

        Assert.Empty(segment.Read(0, out var damaged));
        Assert.Equal(1, damaged);
    }

    /// <summary>Guards against places in an atlas that are counted beyond the largest int: rows are padded to 16 bytes.</summary>
    [Fact]
    public void Masks_that_take_more_than_an_array_can_hold_are_refused()
    {
        var mask = new GlyphMask(0, 0, 1, ushort.MaxValue, new byte[GlyphMask.CoverageLength(1, ushort.MaxValue)]);

        var error = Assert.Throws<KhmerCacheException>(() => new GlyphAtlas([.. Enumerable.Range(0, 600).Select(glyph => KeyValuePair.Create((ushort)glyph, mask))]));

        Assert.Equal(DiagnosticCodes.Damaged, error.Diagnostic.Code);
    }

    /// <summary>Guards against a segment that takes several times its masks in memory while it is laid out.</summary>
    [Fact]
    public void Many_large_masks_are_cut_into_several_segments_whatever_their_order()
    {
        KeyValuePair<GlyphKey, GlyphMask>[] masks =
        [
            .. Enumerable.Range(0, 7).Select(glyph => KeyValuePair.Create(
                new GlyphKey(A.FontSha256, SmallCache.Rasterizer, 640, (ushort)glyph), new GlyphMask(0, 0, 10_000, 250, new byte[GlyphMask.CoverageLength(10_000, 250)]))),
        ];

        var parts = GlyphSegment.Split(masks).ToArray();

        Assert.Equal([[0, 1, 2, 3], [4, 5, 6]], parts.Select(part => part.Select(mask => (int)mask.Key.Glyph)));
        Assert.Equal(parts, GlyphSegment.Split([.. masks.Reverse()]));
    }

    /// <summary>Guards against one picture that is put in and has the whole cache decoded, in memory, while the folder is locked.</summary>
    [Fact]
    public void Replacing_a_picture_decodes_only_segments_that_have_it()
    {
        using var temporary = new TemporaryFolder();
        var (folder, picture) = (new CacheFolder(temporary.Path), Recipe.Pixels(A.FontPath, SmallCache.ImageHeight));
        var image = new LineImage(3, SmallCache.ImageHeight, new byte[3 * SmallCache.ImageHeight]);
        var writer = new CacheWriter(folder);
        writer.WriteLines([.. Enumerable.Range(0, 3000).Select(i => SmallCache.Line($"line {i}", A))]);
        writer.WriteLines([.. Enumerable.Range(0, 3000).Select(i => SmallCache.Line($"other line {i}", A)), new LineEntry("other picture"u8.ToArray(), [new ImageEntry(picture, default, image)])]);
        writer.WriteLines([SmallCache.Line("line 5", A), new LineEntry("picture"u8.ToArray(), [new ImageEntry(picture, default, image)])]);
        var replaced = folder.ListSegments(SegmentKind.Lines).Single(segment => new FileInfo(folder.PathOf(segment)).Length < 8000);
        var others = folder.ListSegments(SegmentKind.Lines).Where(segment => segment != replaced).ToArray();
        var images = new HashSet<(string Text, Recipe Recipe)> { ("picture", picture) };
        new CacheWriter(folder).WriteWithout(others, images);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(new CacheWriter(folder).WriteWithout(others, images));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var anew = new CacheWriter(folder);

        Assert.Equal([replaced], anew.WriteWithout(folder.ListSegments(SegmentKind.Lines), images));
        using var left = LineSegment.Open(folder.PathOf(anew.Written.Single()));
        Assert.Equal(1, left.Lines);

        // A line is some hundreds of bytes in memory.
        Assert.InRange(allocated, 0, 400_000);
    }

    private static bool Find(SegmentIndex index, string text, Recipe recipe)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return index.TryFind(TextHash.Of(utf8), utf8, index.IdOf(recipe), out var segment, out var image)
            && segment.TryReadEntry(image, TextHash.Of(utf8), out var entry) && entry.Recipe == recipe && entry.Run.Glyphs.SequenceEqual(SmallCache.Glyphs(text));
    }
}
