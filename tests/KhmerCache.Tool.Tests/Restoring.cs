using System.Diagnostics;
using KhmerCache.Tool.Tests.Trust;

namespace KhmerCache.Tool.Tests;

/// <summary><c>restore</c> and <c>pregenerate --restore-from</c>: what a packed cache holds is not rendered, and what the cache holds is not lost.</summary>
public sealed class Restoring : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Outcome _packed;

    public Restoring() => _packed = _workspace.PregenerateInto("packed", [.. Workspace.All, "--pack", Tar, "--lock", Lock]).Exits(0);

    public void Dispose() => _workspace.Dispose();

    private string Tar => _workspace.PathOf("cache.tar");

    private string Lock => _workspace.PathOf("khmercache.lock.json");

    [Fact]
    public void Json_is_one_object_that_tells_what_was_added()
    {
        var outcome = _workspace.Run("restore", "--input", Tar).Exits(0);

        Assert.Equal(["file", "images", "restored_segments", "total_images", "content_digest"], outcome.Fields);
        outcome.Counts(("images", Workspace.Images), ("restored_segments", 2), ("total_images", Workspace.Images));
        Assert.Equal((Tar, _packed.Digest), ((string)outcome.Json["file"]!, outcome.Digest));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void The_cache_is_the_one_that_was_packed_and_nothing_has_to_be_rendered()
    {
        _workspace.Run("restore", "--input", Tar).Exits(0);

        Assert.All(PackedFile.Read(Tar), packed => Assert.Equal(packed.Content, _workspace.Files[packed.Entry.Name]));
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images), ("orphaned", 0));
        _workspace.Pregenerate("--lock", Lock, "--locked").Exits(0).Counts(("rendered", 0), ("cached", Workspace.Images));
    }

    [Fact]
    public void Pregenerate_restores_first_and_goes_on_as_usual()
    {
        var before = File.ReadAllBytes(Lock);
        File.Delete(Lock);

        var outcome = _workspace.Pregenerate("--restore-from", "cache.tar", "--lock", Lock, "--contents", "contents.tsv", "--pack", "again.tar").Exits(0);

        outcome.Counts(("rendered", 0), ("cached", Workspace.Images), ("restored_images", Workspace.Images), ("restored_segments", 2));
        Assert.Equal((Tar, _packed.Digest), ((string)outcome.Json["restored_file"]!, outcome.Digest));
        Assert.Equal(before, File.ReadAllBytes(Lock));
        Assert.Equal(File.ReadAllBytes(Tar), File.ReadAllBytes(_workspace.PathOf("again.tar")));
        Assert.True(File.Exists(_workspace.PathOf("contents.tsv")));
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void What_is_restored_and_completed_may_be_packed_into_the_same_file()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 2));

        _workspace.Pregenerate("--restore-from", Tar, "--pack", Tar).Exits(0).Counts(("rendered", 4), ("packed_images", Workspace.Images + 4));

        _workspace.RunOn(_workspace.PathOf("other"), "restore", "--json", "--input", Tar).Exits(0).Counts(("total_images", Workspace.Images + 4));
    }

    [Fact]
    public void People_are_told_of_it_in_a_line()
    {
        var outcome = _workspace.RunOn(_workspace.Cache, "pregenerate", [.. Workspace.All, "--restore-from", Tar]).Exits(0);

        Assert.StartsWith($"{Tar}: {Workspace.Images} images restored in 2 segments\n", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>Only the manifest's size is read of what is behind it.</summary>
    [Fact]
    public void What_is_there_already_is_not_unpacked()
    {
        Restore().Counts(("restored_segments", 2));
        var bytes = File.ReadAllBytes(Tar);
        bytes[^2000] ^= 1;
        File.WriteAllBytes(Tar, bytes);
        var files = _workspace.Files;

        _workspace.Run("restore", "--input", Tar).Exits(0).Counts(("restored_segments", 0), ("total_images", Workspace.Images));
        _workspace.Files.AreThoseOf(files);
        Restore().Counts(("restored_segments", 0), ("rendered", 0));

        // In other segments by now, but all that is asked for is there.
        _workspace.Write("other.txt", Repository.Train(20));
        _workspace.Run("pregenerate", "--corpus", "train=other.txt", "--fonts", "fonts/*.ttf").Exits(0);
        _workspace.Run("compact").Exits(0);
        _workspace.Pregenerate().Exits(0).Counts(("rendered", 0));
        Restore().Counts(("restored_segments", 0), ("rendered", 0));
    }

    [Fact]
    public void What_the_cache_holds_besides_stays()
    {
        var font = FontDescriptor.FromPath(_workspace.PathOf(Workspace.FontA), _workspace.PathOf("."));
        _workspace.Write("other.txt", [.. Repository.Train(20)[10..], Repository.Train(1)[0]]);
        string[] other = ["--corpus", "train=other.txt", "--fonts", "fonts/*.ttf"];
        _workspace.Run("pregenerate", other).Exits(0).Counts(("rendered", 22));
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ខ្មែរ", font, new LineImage(3, 32, new byte[96]));
        }

        // The first line is in both, and counts once; its rows are checked both.
        _workspace.Run("restore", "--input", Tar).Exits(0).Counts(("total_images", 22 + 1 + Workspace.Images - 2));

        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", 22 + 1 + Workspace.Images));
        _workspace.Run("pregenerate", other).Exits(0).Counts(("rendered", 0));
        _workspace.Pregenerate("--lock", Lock, "--locked").Exits(0).Counts(("rendered", 0));
        using var restored = ImageCache.Open(_workspace.Cache);
        Assert.Equal(3, restored.GetImage("ខ្មែរ", font, 32).Width);
    }

    [Fact]
    public void Of_an_older_corpus_what_is_missing_is_rendered()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 2));

        var outcome = Restore().Counts(("rendered", 4), ("cached", Workspace.Images));

        Assert.Empty(outcome.Error);
        _workspace.Run("validate", "--deep").Exits(0);
    }

    [Fact]
    public void Of_an_older_font_nothing_is_shown_and_newer_images_are_not_lost()
    {
        File.Copy(Repository.FontFile("hanuman-regular.ttf"), _workspace.PathOf(Workspace.FontA), overwrite: true);
        var digest = _workspace.Pregenerate().Exits(0).Digest;
        _workspace.Write("corpus/val.txt", Repository.Val(Workspace.ValLines - 1));

        Restore().Counts(("rendered", 0));

        _workspace.Write("corpus/val.txt", Repository.Val(Workspace.ValLines));
        Assert.Equal(digest, _workspace.Pregenerate().Exits(0).Counts(("rendered", 0)).Digest);
    }

    [Fact]
    public void Masks_of_another_rasteriser_are_drawn_anew()
    {
        EarlierVersion.Draws(_workspace.PathOf("packed"));
        _workspace.RunOn(_workspace.PathOf("packed"), "pack", "--output", Tar).Exits(0);

        Assert.Equal(_packed.Digest, Restore().Counts(("rendered", 0), ("restored_segments", 2)).Digest);
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("glyphs")]
    public void A_damaged_segment_is_replaced(string kind)
    {
        Restore();
        Damage.Truncate(_workspace.Segment(kind));

        _workspace.Run("restore", "--input", Tar).Exits(0).Counts(("restored_segments", 1));

        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", Workspace.Images));
    }

    /// <summary>As where CI has kept the packed cache of an earlier state.</summary>
    [Fact]
    public void A_locked_build_may_begin_with_the_packed_cache_of_another_state_and_ends_with_the_images_of_the_lock()
    {
        _workspace.PregenerateInto("packed", [.. Workspace.All, "--max-lines", "2", "--pack", Tar]).Exits(0);

        var outcome = _workspace.Pregenerate("--restore-from", Tar, "--lock", Lock, "--locked").Exits(0);

        Assert.Equal(_packed.Digest, outcome.Digest);
        Assert.InRange(outcome.Number("rendered"), 1, Workspace.Images - 1);
    }

    /// <summary>A folder that takes glyphs and no lines, so that it fails half-way.</summary>
    [Fact]
    public void What_was_added_is_taken_back_where_the_rest_can_not_be()
    {
        _workspace.Write("cache/segments/lines", "a file in the way");
        var files = _workspace.Files;

        _workspace.Run("restore", "--input", Tar).Exits(3).Says("KHC3002");

        Assert.Equal(files.Names, _workspace.Files.Names.Where(name => name != ".lock"));
    }

    [SkippableFact]
    public void Nothing_is_left_in_the_folder_for_temporary_files()
    {
        Skip.If(OperatingSystem.IsWindows(), "There it is not named by TMPDIR.");
        var scratch = Directory.CreateDirectory(_workspace.PathOf("tmp")).FullName;
        Run(0, "pack", "--cache-dir", _workspace.PathOf("packed"), "--output", Tar);
        Run(0, "restore", "--cache-dir", _workspace.Cache, "--input", Tar);
        File.WriteAllBytes(Tar, File.ReadAllBytes(Tar)[..^4000]);
        Run(3, "restore", "--cache-dir", _workspace.PathOf("other"), "--input", Tar);

        Assert.DoesNotContain(Directory.GetFileSystemEntries(scratch), path => Path.GetFileName(path).StartsWith("khmercache", StringComparison.Ordinal));

        void Run(int exitCode, params string[] arguments)
        {
            var start = new ProcessStartInfo(WorkerProcess.Command[0], [.. WorkerProcess.Command.Skip(1), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["TMPDIR"] = scratch;
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            process.WaitForExit();
            Assert.True(process.ExitCode == exitCode, output.Result + error.Result);
        }
    }

    private Outcome Restore() => _workspace.Pregenerate("--restore-from", Tar).Exits(0);
}
