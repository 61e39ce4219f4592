using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests;

/// <summary><c>pack</c> and <c>pregenerate --pack</c>: images as one file, the same bytes wherever they come from.</summary>
public sealed class Packing : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    private string Tar => _workspace.PathOf("release/cache.tar");

    private byte[] Bytes => File.ReadAllBytes(Tar);

    [Fact]
    public void Json_is_one_object_that_tells_what_the_file_is()
    {
        var digest = _workspace.Pregenerate().Exits(0).Digest;
        var files = _workspace.Files;

        var outcome = _workspace.Run("pack", "--output", Tar).Exits(0);

        Assert.Equal(["file", "bytes", "images", "content_digest", "sha256"], outcome.Fields);
        Assert.Equal((Tar, digest), ((string)outcome.Json["file"]!, outcome.Digest));
        outcome.Counts(("bytes", Bytes.Length), ("images", Workspace.Images));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Bytes)), (string)outcome.Json["sha256"]!);
        Assert.Equal([Tar], Directory.GetFiles(Path.GetDirectoryName(Tar)!));
        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void Pregenerate_tells_of_the_file_besides()
    {
        var outcome = _workspace.Pregenerate("--pack", "release/cache.tar").Exits(0);

        Assert.Equal(["packed_file", "packed_bytes", "packed_images", "packed_content_digest", "packed_sha256"], outcome.Fields[^5..]);
        outcome.Counts(("packed_bytes", Bytes.Length), ("packed_images", Workspace.Images));
        Assert.Equal((Tar, outcome.Digest), ((string)outcome.Json["packed_file"]!, (string)outcome.Json["packed_content_digest"]!));
        _workspace.Pregenerate("--pack", Tar).Exits(0).Counts(("rendered", 0), ("packed_images", Workspace.Images));
        Assert.Equal("summary", (string)_workspace.Listen("pregenerate", [.. Workspace.All, "--pack", Tar]).Exits(0).Events[^1]["event"]!);
    }

    [Fact]
    public void It_is_an_ordinary_tar_without_times_and_owners_and_the_manifest_comes_first()
    {
        _workspace.Pregenerate("--pack", Tar).Exits(0);

        var entries = PackedFile.Read(Tar);

        Assert.Equal(
            ["cache_index.json", $"segments/glyphs/{Path.GetFileName(_workspace.Segment("glyphs"))}", $"segments/lines/{Path.GetFileName(_workspace.Segment("lines"))}"],
            entries.Select(entry => entry.Entry.Name));
        Assert.All(entries, packed =>
        {
            var entry = Assert.IsType<UstarTarEntry>(packed.Entry);
            Assert.Equal((TarEntryType.RegularFile, DateTimeOffset.UnixEpoch), (entry.EntryType, entry.ModificationTime));
            Assert.Equal((0, 0, "", ""), (entry.Uid, entry.Gid, entry.UserName, entry.GroupName));
            Assert.Equal("OtherRead, GroupRead, UserWrite, UserRead", entry.Mode.ToString());
        });
        Assert.Equal(0, Bytes.Length % 512);
    }

    [SkippableFact]
    public void Tar_lists_it()
    {
        Skip.If(OperatingSystem.IsWindows() || !File.Exists("/usr/bin/tar"), "There is no tar here.");
        _workspace.Pregenerate("--pack", Tar).Exits(0);

        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/tar", ["tvf", Tar]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var lines = process.StandardOutput.ReadToEnd().TrimEnd().Split('\n');
        Assert.Empty(process.StandardError.ReadToEnd());
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.All(lines, line => Assert.StartsWith("-rw-r--r-- 0/0 ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_files_are_those_of_a_fresh_cache_that_was_compacted()
    {
        _workspace.Pregenerate("--pack", Tar).Exits(0);
        _workspace.Run("compact").Exits(0);

        var files = _workspace.Files;
        Assert.All(PackedFile.Read(Tar), packed => Assert.Equal(files[packed.Entry.Name], packed.Content));
        Assert.Equal(files.Names.Where(name => name != ".lock"), PackedFile.Read(Tar).Select(packed => packed.Entry.Name));
    }

    [Fact]
    public void The_same_images_are_the_same_bytes_whatever_the_history()
    {
        _workspace.PregenerateInto("fresh", [.. Workspace.All, "--jobs", "1", "--pack", Tar]).Exits(0);
        var fresh = Bytes;

        // In many steps, with lines of yesterday, another project's images, pictures put in by hand and masks of another rasteriser; and with the whole once more in another folder.
        _workspace.Write("other.txt", [.. Repository.Train(20), .. Repository.Val(9)]);
        _workspace.Run("pregenerate", "--corpus", "train=other.txt", "--fonts", "fonts/*.ttf").Exits(0);
        EarlierVersion.Draws(_workspace.Cache);
        for (var lines = 1; lines < Workspace.TrainLines; lines += 2)
        {
            _workspace.Pregenerate("--max-lines", $"{lines}", "--image-height", lines == 3 ? "48" : "32").Exits(0);
        }

        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage(Repository.Train(1)[0], FontDescriptor.FromPath(_workspace.PathOf(Workspace.FontA), _workspace.PathOf(".")), new LineImage(3, 32, new byte[96]));
        }

        _workspace.Pregenerate("--jobs", "5").Exits(0);
        var files = _workspace.Files;
        _workspace.Pregenerate("--pack", Tar).Exits(0);

        Assert.Equal(fresh, Bytes);
        _workspace.Files.AreThoseOf(files);

        _workspace.RunOn(_workspace.PathOf("fresh"), "compact").Exits(0);
        _workspace.RunOn(_workspace.PathOf("fresh"), "pack", "--output", Tar).Exits(0);
        Assert.Equal(fresh, Bytes);

        File.Delete(_workspace.PathOf("fresh/cache_index.json"));
        _workspace.PregenerateInto("fresh", [.. Workspace.All, "--pack", Tar]).Exits(0);
        Assert.Equal(fresh, Bytes);
    }

    /// <summary>Guards against a recipe that nothing was packed of, an older font file's, taking the place of the one that was.</summary>
    [Fact]
    public void Images_of_older_font_files_do_not_hide_those_of_the_newest()
    {
        // Whichever file stands first among the segments, one of the older ones stands before it once.
        foreach (var font in new[] { "KhmerOSbokor.ttf", "KhmerOSmuol.ttf", "KhmerOSbokor.ttf", "KhmerOS.ttf" })
        {
            File.Copy(Repository.FontFile(font), _workspace.PathOf(Workspace.FontA), overwrite: true);
            var digest = _workspace.Pregenerate().Exits(0).Digest;

            var packed = _workspace.Run("pack", "--output", Tar).Exits(0);

            packed.Counts(("images", Workspace.Images));
            Assert.Equal(digest, packed.Digest);
        }
    }

    [Fact]
    public void It_has_the_content_digest_of_the_lock()
    {
        _workspace.Write("other.txt", Repository.Train(20));
        _workspace.Run("pregenerate", "--corpus", "train=other.txt", "--fonts", "fonts/*.ttf").Exits(0);
        var locked = _workspace.PathOf("khmercache.lock.json");

        var outcome = _workspace.Pregenerate("--lock", locked, "--pack", Tar).Exits(0);

        var digest = (string)JsonNode.Parse(File.ReadAllText(locked))!["content_digest"]!;
        Assert.NotEqual(outcome.Digest, digest);
        Assert.Equal(digest, (string)outcome.Json["packed_content_digest"]!);
        Assert.Equal(digest, (string)JsonNode.Parse(PackedFile.Read(Tar)[0].Content)!["content_digest"]!);
    }

    [Fact]
    public void The_whole_cache_has_pictures_that_were_put_in_by_hand_and_the_project_has_not()
    {
        _workspace.Pregenerate().Exits(0);
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ខ្មែរ", FontDescriptor.FromPath("scans/page 1", _workspace.PathOf(".")), new LineImage(3, 32, new byte[96]));
        }

        _workspace.Run("pack", "--output", Tar).Exits(0).Counts(("images", Workspace.Images + 1));
        _workspace.Pregenerate("--pack", Tar).Exits(0).Counts(("packed_images", Workspace.Images));
    }

    [Fact]
    public void A_cache_that_lost_its_manifest_is_packed_as_it_is()
    {
        var digest = _workspace.Pregenerate().Exits(0).Digest;
        File.Delete(_workspace.PathOf("cache/cache_index.json"));
        var files = _workspace.Files;

        Assert.Equal(digest, _workspace.Run("pack", "--output", Tar).Exits(0).Digest);

        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void A_part_of_the_images_is_not_packed()
    {
        _workspace.Pregenerate("--pack", Tar, "--shard", "1/2").Exits(2).Says("error KHC5002: --pack: shard 1/2");

        Assert.False(Path.Exists(_workspace.Cache));
    }

    [Fact]
    public void Nothing_is_packed_where_something_is_wrong_and_an_earlier_file_stays()
    {
        var locked = _workspace.PathOf("khmercache.lock.json");
        _workspace.Pregenerate("--lock", locked, "--pack", Tar).Exits(0);
        var bytes = Bytes;

        _workspace.Write("corpus/train.txt", [.. Repository.Train(2), "日本"]);
        _workspace.Pregenerate("--lock", locked, "--locked", "--pack", Tar).Exits(3).Says("KHC4001");
        _workspace.Pregenerate("--on-unrenderable", "error", "--pack", Tar).Exits(3).Says("KHC1004");

        Assert.Equal(bytes, Bytes);
        Assert.Equal([Tar], Directory.GetFiles(Path.GetDirectoryName(Tar)!));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("glyphs")]
    public void A_damaged_segment_is_refused(string kind)
    {
        _workspace.Pregenerate("--pack", Tar).Exits(0);
        var bytes = Bytes;
        Damage.Flip(_workspace.Segment(kind), 0.9);

        _workspace.Run("pack", "--output", Tar).Exits(3).Says("KHC3004").Says(_workspace.Segment(kind));

        Assert.Equal(bytes, Bytes);
        Assert.Equal([Tar], Directory.GetFiles(Path.GetDirectoryName(Tar)!));
    }

    [Fact]
    public void Where_there_is_no_cache_there_is_nothing_to_pack()
    {
        _workspace.Run("pack", "--output", Tar).Exits(2).Says("KHC3001");

        Assert.False(File.Exists(Tar));
    }

    [Fact]
    public void A_folder_is_no_file() => _workspace.Pregenerate("--pack", ".").Exits(2).Says("KHC5002").Says("--pack: '.' is a folder");
}
