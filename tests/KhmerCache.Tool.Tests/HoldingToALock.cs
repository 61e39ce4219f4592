using System.Text;
using System.Text.RegularExpressions;

namespace KhmerCache.Tool.Tests;

/// <summary><c>--locked</c>: whatever differs from the lock is an error that names it, with both values; nothing is rendered, and the lock stays as it is.</summary>
public sealed class HoldingToALock : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly byte[] _lock;

    public HoldingToALock()
    {
        _workspace.Pregenerate("--lock", LockPath).Exits(0);
        _lock = File.ReadAllBytes(LockPath);
    }

    private string LockPath => _workspace.PathOf("khmercache.lock.json");

    public void Dispose()
    {
        using (_workspace)
        {
            Assert.Equal(_lock, File.ReadAllBytes(LockPath));
        }
    }

    [Fact]
    public void Where_nothing_differs_all_goes_on_as_usual()
    {
        Directory.Delete(_workspace.Cache, recursive: true);

        _workspace.Pregenerate("--lock", LockPath, "--locked").Exits(0).Counts(("rendered", Workspace.Images));
        Assert.Empty(_workspace.Pregenerate("--lock", LockPath, "--locked").Exits(0).Counts(("rendered", 0)).Error);
    }

    [Fact]
    public void A_corpus_that_changed_is_named_with_both_digests_and_nothing_is_rendered()
    {
        var (files, old) = (_workspace.Files, Sha256Of("corpus/train.txt"));
        _workspace.Write("corpus/train.txt", Repository.Train(Workspace.TrainLines + 1));

        var error = Assert.Single(Errors());

        Assert.StartsWith($"{_workspace.PathOf("corpus/train.txt")}: error KHC4001: The corpus 'corpus/train.txt' of split 'train' drifted: ", error, StringComparison.Ordinal);
        Assert.Contains($"the lock has {old} (8 lines), now it is {Sha256Of("corpus/train.txt")} (9 lines). If the change is meant, build once with KhmerCacheLockedMode=false", error, StringComparison.Ordinal);
        Assert.EndsWith("and commit khmercache.lock.json.", error, StringComparison.Ordinal);
        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void A_font_that_changed_is_named_with_both_digests()
    {
        var old = Sha256Of(Workspace.FontA);
        File.Copy(_workspace.PathOf(Workspace.FontB), _workspace.PathOf(Workspace.FontA), overwrite: true);

        var error = Assert.Single(Errors());

        Assert.StartsWith($"{_workspace.PathOf(Workspace.FontA)}: error KHC4002: The font '{Workspace.FontA}' drifted: the lock has {old}, now it is {Sha256Of(Workspace.FontA)}. ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_came_or_went_are_all_told()
    {
        File.Move(_workspace.PathOf(Workspace.FontA), _workspace.PathOf("fonts/moved.ttf"));
        File.Move(_workspace.PathOf("corpus/val.txt"), _workspace.PathOf("corpus/other.txt"));

        var errors = Errors("--corpus", "train=corpus/train.txt", "--corpus", "val=corpus/other.txt", "--fonts", "fonts/*.ttf");

        Assert.Collection(
            errors,
            error => Assert.StartsWith($"{_workspace.PathOf("corpus/other.txt")}: error KHC4001: The corpus 'corpus/other.txt' of split 'val' is not in the lock: it is ", error, StringComparison.Ordinal),
            error => Assert.StartsWith($"{LockPath}: error KHC4001: The corpus 'corpus/val.txt' of split 'val' is in the lock, as ", error, StringComparison.Ordinal),
            error => Assert.StartsWith($"{_workspace.PathOf("fonts/moved.ttf")}: error KHC4002: The font 'fonts/moved.ttf' is not in the lock", error, StringComparison.Ordinal),
            error => Assert.StartsWith($"{LockPath}: error KHC4002: The font '{Workspace.FontA}' is in the lock, as ", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--image-height", "40", "image_height drifted: the lock has 32, now it is 40.")]
    [InlineData("--max-lines", "4", "max_lines drifted: the lock has 0, now it is 4.")]
    [InlineData("--fonts-per-line", "1", "fonts_per_line drifted: the lock has all, now it is 1.")]
    [InlineData("--seed", "-5", "seed drifted: the lock has 0, now it is -5.")]
    [InlineData("--normalize", "true", "normalize drifted: the lock has false, now it is true.")]
    public void A_setting_is_named_with_both_values(string option, string value, string message) =>
        Assert.StartsWith($"{LockPath}: error KHC4003: The setting {message} ", Assert.Single(Errors([.. Workspace.All, option, value])), StringComparison.Ordinal);

    [Fact]
    public void A_split_that_is_left_out_is_a_setting_and_so_is_its_corpus()
    {
        var errors = Errors([.. Workspace.All, "--splits", "train"]);

        Assert.Equal(["KHC4001", "KHC4003"], errors.Select(CodeOf));
        Assert.Contains("splits drifted: the lock has train, val, now it is train.", errors[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"shaper\": \"HarfBuzz", "\"shaper\": \"Other", "shaper")]
    [InlineData("\"layout\": ", "\"layout\": 9", "layout")]
    [InlineData("\"rasterizer\": \"SkiaSharp", "\"rasterizer\": \"Other", "rasterizer")]
    [InlineData("\"plan\": ", "\"plan\": 9", "plan")]
    public void A_version_of_the_renderer_is_named(string text, string other, string name) =>
        WithLock(text, other, () => Assert.Contains($"error KHC4004: The version of the renderer's {name} drifted: the lock has ", Assert.Single(Errors()), StringComparison.Ordinal));

    [Fact]
    public void Other_images_from_the_same_inputs_are_told_with_both_digests()
    {
        var digest = Regex.Match(File.ReadAllText(LockPath), "[0-9a-f]{64}").Value;
        var other = new string('0', 64);

        WithLock(digest, other, () =>
        {
            var error = Assert.Single(Errors());
            Assert.StartsWith($"{LockPath}: error KHC4005: ", error, StringComparison.Ordinal);
            Assert.Contains($"the lock has {other} (20 images), now it is {digest} (20 images)", error, StringComparison.Ordinal);

            // Of a part of the images nobody can tell.
            _workspace.Pregenerate("--lock", LockPath, "--locked", "--shard", "1/2").Exits(0);
        });
        WithLock("\"images\": 20", "\"images\": 19", () => Assert.Equal("KHC4005", CodeOf(Assert.Single(Errors()))));
    }

    [Fact]
    public void A_missing_lock_is_an_error_and_none_is_made()
    {
        File.Move(LockPath, LockPath + ".kept");

        var outcome = _workspace.Pregenerate("--lock", LockPath, "--locked").Exits(3).Says($"{LockPath}: error KHC4006: There is no lock to compare with.");

        Assert.Empty(outcome.Output);
        Assert.False(File.Exists(LockPath));
        File.Move(LockPath + ".kept", LockPath);
    }

    /// <summary>As Git checks out texts on Windows.</summary>
    [Fact]
    public void Line_ends_and_a_byte_order_mark_are_no_drift()
    {
        foreach (var corpus in new[] { "corpus/train.txt", "corpus/val.txt" })
        {
            var text = File.ReadAllText(_workspace.PathOf(corpus)).ReplaceLineEndings("\r\n").TrimEnd();
            _workspace.Write(corpus, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]);
        }

        _workspace.Pregenerate("--lock", LockPath, "--locked").Exits(0);
    }

    [Fact]
    public void The_order_of_corpora_counts_where_only_the_first_lines_are_taken()
    {
        _workspace.Write("corpus/more.txt", Repository.Val(2));
        var path = _workspace.PathOf("other.lock.json");
        _workspace.Run("pregenerate", Options("corpus/train.txt;corpus/more.txt")).Exits(0);

        _workspace.Run("pregenerate", [.. Options("corpus/train.txt;corpus/more.txt"), "--locked"]).Exits(0);
        _workspace.Run("pregenerate", [.. Options("corpus/more.txt;corpus/train.txt"), "--locked"]).Exits(3)
            .Says("error KHC4003: The setting order of corpora drifted: the lock has corpus/train.txt, corpus/more.txt, now it is corpus/more.txt, corpus/train.txt.");

        string[] Options(string corpora) => ["--corpus", $"train={corpora}", "--fonts", Workspace.FontA, "--max-lines", "3", "--lock", path];
    }

    [Fact]
    public void The_build_task_is_told_of_each_difference_and_of_no_result()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(1));
        _workspace.Write("corpus/val.txt", Repository.Val(1));

        var events = _workspace.Listen("pregenerate", [.. Workspace.All, "--lock", LockPath, "--locked"]).Exits(3).Events;

        Assert.Equal(
            [("KHC4001", _workspace.PathOf("corpus/train.txt")), ("KHC4001", _workspace.PathOf("corpus/val.txt"))],
            events.Select(line => ((string)line["code"]!, (string)line["file"]!)));
    }

    private static string CodeOf(string error) => Regex.Match(error, "KHC[0-9]{4}").Value;

    private string Sha256Of(string path) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_workspace.PathOf(path))));

    private void WithLock(string text, string other, Action check)
    {
        var changed = File.ReadAllText(LockPath).Replace(text, other, StringComparison.Ordinal);
        File.WriteAllText(LockPath, changed);
        check();
        Assert.Equal(changed, File.ReadAllText(LockPath));
        File.WriteAllBytes(LockPath, _lock);
    }

    private string[] Errors(params string[] options) =>
        [.. _workspace.Run("pregenerate", [.. options.Length > 0 ? options : Workspace.All, "--lock", LockPath, "--locked"]).Exits(3).Error.TrimEnd().Split('\n')];
}
