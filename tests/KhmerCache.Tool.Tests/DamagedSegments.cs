namespace KhmerCache.Tool.Tests;

public sealed class DamagedSegments : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _whole;

    public DamagedSegments() => _whole = _workspace.Pregenerate().Exits(0);

    public static TheoryData<string, string> Damages
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var kind in new[] { "lines", "glyphs" })
            {
                foreach (var damage in new[] { "deleted", "truncated", "emptied", "flipped at its head", "flipped in the middle", "flipped near its end" })
                {
                    data.Add(kind, damage);
                }
            }

            return data;
        }
    }

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Damages))]
    public void Validate_finds_it_and_pregenerate_mends_it(string kind, string damage)
    {
        var files = _workspace.Files;
        var segment = _workspace.Segment(kind);
        Damage.Do(damage, segment);

        _workspace.Run("validate").Exits(1).Says(segment).Says("error KHC300");
        var mended = _workspace.Pregenerate().Exits(0).Says(segment).Says("warning KHC300");

        Assert.Equal(_whole.Digest, mended.Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images));
        _workspace.Files.AreThoseOf(files);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void After_a_repair_pregenerate_mends_it_as_well(string kind, string damage)
    {
        Damage.Do(damage, _workspace.Segment(kind));

        _workspace.Run("validate", "--deep", "--repair").Exits(1);
        var mended = _workspace.Pregenerate().Exits(0);

        Assert.Equal(_whole.Digest, mended.Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images));
    }

    /// <summary>
    /// Guards against damage that no build would ever see: a disk that loses a bit leaves the size and the time of the file as they are, and segments that look as they were
    /// written are not read again.
    /// </summary>
    [Theory]
    [MemberData(nameof(BitRot))]
    public void What_a_disk_has_changed_without_a_trace_is_found_by_validate_and_then_mended(string kind, string damage, int manifestIsAhead)
    {
        var files = _workspace.Files;
        var (segment, manifest) = (_workspace.Segment(kind), _workspace.PathOf("cache/cache_index.json"));
        File.SetLastWriteTimeUtc(manifest, File.GetLastWriteTimeUtc(manifest).AddDays(manifestIsAhead));
        var written = File.GetLastWriteTimeUtc(segment);
        Damage.Do(damage, segment);
        File.SetLastWriteTimeUtc(segment, written);

        _workspace.Run("validate").Exits(1).Says(segment).Says("error KHC3004").Says("Run 'khmercache pregenerate'");
        var mended = _workspace.Pregenerate().Exits(0).Says(segment).Says("warning KHC3004");

        Assert.Equal(_whole.Digest, mended.Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images));
        _workspace.Files.AreThoseOf(files);
    }

    public static TheoryData<string, string, int> BitRot
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var kind in new[] { "lines", "glyphs" })
            {
                data.Add(kind, "flipped at its head", 0);
                data.Add(kind, "flipped in the middle", 0);
                data.Add(kind, "flipped near its end", 1);
            }

            return data;
        }
    }

    /// <summary>Guards against a check that ends at what it was to find, and tells nothing of all the rest.</summary>
    [Fact]
    public void A_damaged_text_is_counted_by_a_deep_check_and_repaired_by_it()
    {
        var segment = _workspace.Segment("lines");
        var bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Repository.Train(1)[0]))] ^= 1;
        File.WriteAllBytes(segment, bytes);

        _workspace.Run("validate", "--deep").Exits(1).Counts(("checked", Workspace.Images), ("corrupt", 2)).Says("2 images are damaged");
        _workspace.Run("validate", "--deep", "--repair").Exits(1).Counts(("corrupt", 2));

        Assert.Equal(_whole.Digest, _workspace.Pregenerate().Exits(0).Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images));
    }

    [Fact]
    public void A_repair_leaves_a_cache_that_tells_what_is_intact_and_a_second_repair_finds_nothing_new()
    {
        _workspace.Pregenerate("--image-height", "48").Exits(0);
        var segments = Directory.GetFiles(_workspace.PathOf("cache/segments/lines"));
        Damage.Truncate(segments[0]);

        _workspace.Run("validate", "--repair").Exits(1);

        Assert.False(File.Exists(segments[0]));
        _workspace.Run("stats").Exits(0).Counts(("total_images", Workspace.Images));
        _workspace.Run("validate", "--repair").Exits(0).Counts(("checked", Workspace.Images), ("corrupt", 0), ("missing", 0));
    }

    /// <summary>A lost mask is missing for all fonts and heights; who mends it may ask for some of them only, and the others come later.</summary>
    [Fact]
    public void Masks_that_one_pregeneration_does_not_need_are_mended_by_the_one_that_does()
    {
        Damage.Flip(_workspace.Segment("glyphs"), 0.5);
        _workspace.Run("pregenerate", "--corpus", "train=corpus/train.txt", "--fonts", Workspace.FontA).Exits(0);

        var mended = _workspace.Pregenerate().Exits(0);

        Assert.Equal(_whole.Digest, mended.Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images), ("missing", 0));
    }

    [Fact]
    public void Masks_that_were_lost_before_a_compaction_are_mended_after_it()
    {
        File.Delete(_workspace.Segment("glyphs"));
        _workspace.Run("compact");

        var mended = _workspace.Pregenerate().Exits(0);

        Assert.Equal(_whole.Digest, mended.Digest);
        _workspace.Run("validate", "--deep").Exits(0).Counts(("missing", 0));
    }

    [Fact]
    public void A_half_written_file_of_a_killed_writer_is_an_orphan_that_a_repair_deletes()
    {
        var leftover = _workspace.Write("cache/segments/0123456789abcdef0123456789abcdef.tmp", [1, 2, 3]);

        _workspace.Run("validate").Exits(1).Counts(("checked", Workspace.Images), ("missing", 0), ("corrupt", 0), ("stale", 0), ("orphaned", 1)).Says(leftover).Says("KHC3007");
        _workspace.Run("validate", "--repair").Exits(1);

        Assert.False(File.Exists(leftover));
        _workspace.Run("validate").Exits(0).Counts(("orphaned", 0));
    }

    [Fact]
    public void Complete_segments_of_a_killed_writer_are_taken_in_by_the_next_pregeneration()
    {
        var manifest = File.ReadAllBytes(_workspace.PathOf("cache/cache_index.json"));
        var grown = _workspace.Pregenerate("--image-height", "40").Exits(0);

        // Killed after it wrote its segments, before it replaced the manifest.
        File.WriteAllBytes(_workspace.PathOf("cache/cache_index.json"), manifest);
        _workspace.Run("validate").Exits(1).Counts(("orphaned", 2));
        var again = _workspace.Pregenerate("--image-height", "40").Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images));

        Assert.Equal(grown.Digest, again.Digest);
        _workspace.Run("validate").Exits(0).Counts(("checked", 2 * Workspace.Images), ("orphaned", 0));
    }

    [Theory]
    [InlineData("export", "--output", "out")]
    [InlineData("export", "--format", "files", "--output", "out")]
    public void An_export_of_what_is_damaged_fails_and_names_the_file(string verb, params string[] arguments)
    {
        Damage.Truncate(_workspace.Segment("lines"));
        arguments[^1] = _workspace.PathOf("out");

        _workspace.Run(verb, arguments).Exits(3).Says("KHC3004").Says(_workspace.Segment("lines"));

        Assert.False(Path.Exists(_workspace.PathOf("out")));
    }
}
