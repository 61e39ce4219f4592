namespace KhmerCache.Tool.Tests;

public sealed class LinesThatAFontCanNotShow : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly string _corpus;

    public LinesThatAFontCanNotShow() => _corpus = _workspace.Write(
        "corpus/train.txt", "ខ្មែរ", "中文", "ខ្មែរ 😀", "\u200B", "ាក", "สวัสดี", "Hello, world!", "ខ្មែរ English ១២៣", new string('ក', 100_000));

    public void Dispose() => _workspace.Dispose();

    /// <summary>Six lines to skip: a script and a character that the font lacks, no ink, a broken cluster, another script, too wide.</summary>
    [Fact]
    public void They_are_left_out_and_one_warning_names_the_first_places()
    {
        var outcome = Pregenerate().Exits(0).Counts(("planned", 9), ("rendered", 3), ("skipped", 6));

        outcome.Says($"{_corpus}(2): warning KHC1004: 6 ").Says(Workspace.FontA).Says("U+4E2D '中'").Says("line 3: ").Says("U+1F600").Says("and 3 more");
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        _workspace.Run("validate", "--deep").Exits(0).Counts(("checked", 3));
    }

    [Fact]
    public void As_errors_they_fail_the_work_and_all_else_is_in_the_cache()
    {
        Pregenerate("--on-unrenderable", "error").Exits(3).Counts(("rendered", 3), ("skipped", 6)).Says($"{_corpus}(2): error KHC1004: ");

        Pregenerate().Exits(0).Counts(("cached", 3), ("rendered", 0));
    }

    [Fact]
    public void They_may_be_skipped_in_silence()
    {
        var outcome = Pregenerate("--on-unrenderable", "skip").Exits(0).Counts(("rendered", 3), ("skipped", 6));

        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void They_are_told_again_and_nothing_is_written_again()
    {
        Pregenerate().Exits(0);
        var files = _workspace.Files;

        Pregenerate().Exits(0).Counts(("cached", 3), ("rendered", 0), ("skipped", 6)).Says("KHC1004");

        _workspace.Files.AreThoseOf(files);
    }

    /// <summary>A carriage return, an escape sequence or a line separator in the text must not reach the terminal.</summary>
    [Fact]
    public void Control_characters_are_named_and_not_printed()
    {
        _workspace.Write("corpus/train.txt", "ក\u001B[31mខ", "ក\rខ", "ក\u2028ខ");

        var outcome = Pregenerate().Exits(0).Counts(("skipped", 3)).Says("U+001B").Says("U+000D").Says("U+2028");

        Assert.DoesNotContain(outcome.Error, character => character is '\u001B' or '\r' or '\u2028');
    }

    [Fact]
    public void A_corpus_without_any_line_that_can_be_shown_is_no_crash()
    {
        _workspace.Write("corpus/train.txt", "\u200B", "😀");

        Pregenerate().Exits(0).Counts(("planned", 2), ("rendered", 0), ("skipped", 2));

        _workspace.Run("stats").Exits(0).Counts(("total_images", 0));
        _workspace.Run("validate").Exits(0).Counts(("checked", 0));
        _workspace.Run("compact").Exits(0);
        _workspace.Run("bench").Exits(2).Says("KHC3001");
    }

    private Outcome Pregenerate(params string[] arguments) =>
        _workspace.Run("pregenerate", ["--corpus", "train=corpus/train.txt", "--fonts", Workspace.FontA, "--lint", "never", .. arguments]);
}
