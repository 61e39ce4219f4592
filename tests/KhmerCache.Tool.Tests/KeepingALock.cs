using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests;

/// <summary><c>--lock</c>: what the images were made from, and what came of it, beside the project.</summary>
public sealed class KeepingALock : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    private string LockPath => _workspace.PathOf("khmercache.lock.json");

    private JsonObject Lock => JsonNode.Parse(File.ReadAllText(LockPath))!.AsObject();

    private string Digest => (string)Lock["content_digest"]!;

    [Fact]
    public void It_tells_of_corpora_fonts_settings_renderer_and_images()
    {
        var digest = Pregenerate("--seed", "7", "--fonts-per-line", "2").Digest;

        Assert.Equal(["format_version", "content_digest", "images", "renderer", "settings", "corpora", "fonts"], Lock.Select(property => property.Key));
        Assert.Equal((1, digest, Workspace.Images), ((int)Lock["format_version"]!, Digest, (int)Lock["images"]!));
        Assert.Equal(["shaper", "layout", "rasterizer", "plan"], Lock["renderer"]!.AsObject().Select(property => property.Key));
        Assert.Equal(
            """{"image_height":32,"max_lines":0,"fonts_per_line":2,"seed":7,"normalize":false,"splits":["train","val"]}""", Lock["settings"]!.ToJsonString());
        Assert.Equal(
            [("train", "corpus/train.txt", Workspace.TrainLines, Sha256Of("corpus/train.txt")), ("val", "corpus/val.txt", Workspace.ValLines, Sha256Of("corpus/val.txt"))],
            Lock["corpora"]!.AsArray().Select(corpus => ((string)corpus!["split"]!, (string)corpus["path"]!, (int)corpus["lines"]!, (string)corpus["sha256"]!)));
        Assert.Equal(
            [(Workspace.FontA, Sha256Of(Workspace.FontA)), (Workspace.FontB, Sha256Of(Workspace.FontB))],
            Lock["fonts"]!.AsArray().Select(font => ((string)font!["path"]!, (string)font["sha256"]!)));
    }

    [Fact]
    public void Its_lines_end_with_a_line_feed_and_the_digest_has_one_of_its_own()
    {
        var digest = Pregenerate().Digest;

        var text = File.ReadAllText(LockPath);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Contains($"\n  \"content_digest\": \"{digest}\",\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Khmer_paths_are_readable()
    {
        _workspace.Write("អត្ថបទ/ឯកសារ.txt", Repository.Train(2));

        _workspace.PregenerateInto("cache", "--corpus", "train=អត្ថបទ/*.txt", "--fonts", Workspace.FontA, "--lock", LockPath).Exits(0);

        Assert.Contains("\"path\": \"អត្ថបទ/ឯកសារ.txt\"", File.ReadAllText(LockPath), StringComparison.Ordinal);
    }

    /// <summary>Guards against a lock that a build has written though it failed.</summary>
    [Fact]
    public void It_is_not_written_where_a_warning_counts_as_an_error()
    {
        // No font of the workspace has this character.
        _workspace.Write("corpus/val.txt", [.. Repository.Val(Workspace.ValLines), "\u4E00"]);

        _workspace.Pregenerate("--lock", LockPath, "--warn-as-error", "all").Exits(3).Says("error KHC1004");
        Assert.False(File.Exists(LockPath));
        _workspace.Pregenerate("--lock", LockPath, "--warn-as-error", "KHC1004").Exits(3).Says("error KHC1004");
        Assert.False(File.Exists(LockPath));

        _workspace.Pregenerate("--lock", LockPath, "--warn-as-error", "all", "--warn-not-as-error", "KHC1003;KHC1004;KHC1010").Exits(0).Says("warning KHC1004");
        Assert.True(File.Exists(LockPath));
    }

    [Fact]
    public void It_is_written_only_when_it_differs()
    {
        Pregenerate();
        var before = File.ReadAllBytes(LockPath);
        var longAgo = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(LockPath, longAgo);

        Pregenerate();
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(LockPath));

        _workspace.Write("corpus/val.txt", Repository.Val(Workspace.ValLines - 1));
        Pregenerate();
        Assert.NotEqual(before, File.ReadAllBytes(LockPath));
        Assert.Empty(Directory.GetFiles(_workspace.PathOf("."), "*.tmp"));
    }

    [Fact]
    public void A_checkout_with_other_line_ends_is_not_written_over()
    {
        Pregenerate();
        File.WriteAllText(LockPath, "\uFEFF" + File.ReadAllText(LockPath).ReplaceLineEndings("\r\n"));
        var bytes = File.ReadAllBytes(LockPath);

        Pregenerate();

        Assert.Equal(bytes, File.ReadAllBytes(LockPath));
    }

    [Fact]
    public void The_digest_is_that_of_a_fresh_cache_with_any_number_of_threads()
    {
        var fresh = Pregenerate("--jobs", "1").Digest;

        Assert.Equal(fresh, Digest);
        foreach (var jobs in new[] { "2", "5" })
        {
            _workspace.PregenerateInto($"cache{jobs}", [.. Workspace.All, "--jobs", jobs, "--lock", LockPath, "--locked"]).Exits(0);
        }
    }

    /// <summary>Lines of yesterday, another project's images, another height, pictures put in by hand, another rasteriser's masks: none of it is the project's.</summary>
    [Fact]
    public void The_digest_is_that_of_a_fresh_cache_whatever_else_the_cache_holds()
    {
        var fresh = _workspace.PregenerateInto("fresh", Workspace.All).Exits(0).Digest;
        _workspace.Write("other.txt", [.. Repository.Train(20), "ខ្មែរ 123", .. Repository.Val(9)]);
        string[] other = ["--corpus", "train=other.txt", "--fonts", "fonts/*.ttf"];
        _workspace.Run("pregenerate", [.. other, "--max-lines", "3"]).Exits(0);
        EarlierVersion.Draws(_workspace.Cache);
        _workspace.Run("pregenerate", other).Exits(0);
        _workspace.Run("pregenerate", [.. other, "--image-height", "48"]).Exits(0);
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage(Repository.Train(1)[0], FontDescriptor.FromPath(_workspace.PathOf(Workspace.FontA), _workspace.PathOf(".")), new LineImage(3, 32, new byte[96]));
        }

        Assert.NotEqual(fresh, Pregenerate().Digest);
        Assert.Equal((fresh, Workspace.Images), (Digest, (int)Lock["images"]!));

        // From the plan's record, and in the canonical form.
        File.Delete(LockPath);
        Pregenerate();
        Assert.Equal(fresh, Digest);
        _workspace.Run("compact").Exits(0);
        Pregenerate("--locked");
    }

    [Fact]
    public void Lines_that_have_no_picture_do_not_count_and_fonts_per_line_choose_what_does()
    {
        _workspace.Write("corpus/train.txt", [.. Repository.Train(Workspace.TrainLines), "日本"]);
        string[] one = [.. Workspace.All, "--fonts-per-line", "1"];
        var fresh = _workspace.PregenerateInto("fresh", one).Exits(0).Digest;
        _workspace.Pregenerate().Exits(0);

        Pregenerate("--fonts-per-line", "1");

        Assert.Equal((fresh, Workspace.TrainLines + Workspace.ValLines), (Digest, (int)Lock["images"]!));
    }

    [Fact]
    public void A_part_of_the_work_writes_no_lock()
    {
        Pregenerate("--shard", "1/2");
        Assert.False(File.Exists(LockPath));

        Pregenerate("--shard", "2/2");
        Assert.False(File.Exists(LockPath));

        Pregenerate();
        Pregenerate("--shard", "1/2", "--locked");
    }

    [Fact]
    public void Nothing_is_written_where_the_run_has_errors()
    {
        _workspace.Write("corpus/train.txt", [.. Repository.Train(2), "日本"]);

        _workspace.Pregenerate("--lock", LockPath, "--on-unrenderable", "error").Exits(3).Says("KHC1004");
        Assert.False(File.Exists(LockPath));

        _workspace.Write("corpus/train.txt", [0xFF]);
        _workspace.Pregenerate("--lock", LockPath).Exits(3);
        Assert.False(File.Exists(LockPath));
    }

    [Fact]
    public void Locked_needs_a_lock() => _workspace.Pregenerate("--locked").Exits(2).Says("KHC5002").Says("--lock FILE");

    private string Sha256Of(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_workspace.PathOf(path))));

    private Outcome Pregenerate(params string[] options) => _workspace.Pregenerate(["--lock", LockPath, "--lint", "never", .. options]).Exits(0);
}
