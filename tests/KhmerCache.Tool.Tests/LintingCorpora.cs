using System.Text.Json.Nodes;

namespace KhmerCache.Tool.Tests;

public sealed class LintingCorpora : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Findings_go_to_standard_output_one_a_line_as_editors_read_them()
    {
        var file = _workspace.Write("corpus/train.txt", "ត្រឹមត្រូវ", "កម្ម\u200Bវិធី", "ស្រ្តី");

        var outcome = Lint(file).Exits(1);

        var lines = outcome.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"{file}(2,5): warning KHC1017: U+200B (zero width space)", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}(3,3): warning KHC1021: ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("3 lines, 2 findings (KHC1017: 1, KHC1021: 1)", lines[2], StringComparison.Ordinal);
        Assert.Contains("name fonts with --fonts", lines[2], StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void As_JSON_they_are_one_object_with_totals()
    {
        var file = _workspace.Write("corpus/train.txt", "កម្ម\u200Bវិធី", "\"រត់់\\");

        var outcome = Lint("--json", file).Exits(1);

        Assert.Equal(["findings", "lines", "total", "counts"], outcome.Fields);
        var finding = Assert.IsType<JsonObject>(outcome.Json["findings"]![1]);
        Assert.Equal(["file", "line", "column", "severity", "code", "message"], finding.Select(field => field.Key));
        Assert.Equal((file, 2, 5, "warning", "KHC1022"), ((string)finding["file"]!, (int)finding["line"]!, (int)finding["column"]!, (string)finding["severity"]!, (string)finding["code"]!));
        Assert.Equal("""{"KHC1017":1,"KHC1022":1}""", outcome.Json["counts"]!.ToJsonString());
        outcome.Counts(("lines", 2), ("total", 2));
    }

    [Fact]
    public void Nothing_found_is_good()
    {
        Lint("--json", "--corpus", "train=corpus/train.txt", "--corpus", "val=corpus/val.txt", "--fonts", "fonts/*.ttf").Exits(0).Counts(("lines", 12), ("total", 0));
        Assert.Equal("""{"findings":[],"lines":4,"total":0,"counts":{}}""", Lint("--json", "corpus/val.txt").Exits(0).Json.ToJsonString());
    }

    [Fact]
    public void Splits_are_compared_with_each_other()
    {
        _workspace.Write("corpus/test.txt", Repository.Train(2));

        Lint("--corpus", "train=corpus/train.txt", "--corpus", "test=corpus/test.txt").Exits(1).Prints("test.txt(1,1): warning KHC1032").Prints("test.txt(2,1): warning KHC1032");
    }

    [Fact]
    public void Labels_are_compared_in_the_fonts_that_are_named()
    {
        var file = _workspace.Write("corpus/train.txt", "បណ្តា", "បណ្ដា");

        Lint(file).Exits(0);
        Lint(file, "--fonts", "fonts/*.ttf").Exits(1).Prints($"{file}(2,1): warning KHC1033");
    }

    [Theory]
    [InlineData("--no-warn", "KHC1017")]
    [InlineData("--no-warn", "KHC1001;khc1017")]
    public void A_code_may_be_silenced(params string[] silence) =>
        Lint([_workspace.Write("corpus/train.txt", "ក\u200B"), .. silence]).Exits(0);

    [Fact]
    public void What_the_normaliser_puts_right_may_be_left_out()
    {
        var file = _workspace.Write("corpus/train.txt", "សា្ថន");

        Lint(file).Exits(1);
        Lint(file, "--normalize").Exits(0);
    }

    [Fact]
    public void A_line_may_be_too_long() =>
        Lint(_workspace.Write("corpus/train.txt", "0123456789", "01234567890"), "--max-line-length", "10").Exits(1).Prints("(2,1): warning KHC1015").Prints("11 UTF-16 code units");

    [Theory]
    [InlineData("KHC5002")]
    [InlineData("KHC1001", "nowhere.txt")]
    [InlineData("KHC5002", "corpus/train.txt", "--max-line-length", "0")]
    [InlineData("KHC5002", "corpus/train.txt", "--max-line-length", "17000")]
    [InlineData("KHC2001", "corpus/train.txt", "--fonts", "nowhere/*.ttf")]
    [InlineData("'khmercache lint --help'", "corpus/train.txt", "--fonts", "fonts/*.ttf", "--bogus")]
    public void What_makes_no_sense_is_wrong_usage(string says, params string[] arguments) => Lint(arguments).Exits(2).Says(says);

    [Fact]
    public void Pregeneration_shows_the_first_findings_of_each_code_and_how_many_more_there_are()
    {
        var file = _workspace.Write("corpus/train.txt", [.. Enumerable.Range(0, 12).Select(i => $"{i} ក\u200Bខ"), "រត់ រត់", "ត្រឹម "]);

        var outcome = _workspace.Pregenerate().Exits(0);

        outcome.Says($"{file}(1,4): warning KHC1017").Says($"{file}(5,4): warning KHC1017").DoesNotSay($"{file}(6,4)")
            .Says($"{file}: warning KHC1017: There are 7 more").Says($"{file}(14,6): warning KHC1016");
    }

    [Theory]
    [InlineData("auto", true, false)]
    [InlineData("always", true, true)]
    [InlineData("never", false, false)]
    public void Pregeneration_lints_when_it_is_told_to(string when, bool first, bool again)
    {
        _workspace.Write("corpus/train.txt", "ក\u200Bខ");

        Assert.Equal(first, _workspace.Pregenerate("--lint", when).Exits(0).Error.Contains("KHC1017", StringComparison.Ordinal));
        Assert.Equal(again, _workspace.Pregenerate("--lint", when).Exits(0).Error.Contains("KHC1017", StringComparison.Ordinal));
    }

    /// <summary>With several threads, lint and rendering are done at the same time.</summary>
    [Fact]
    public void Pregeneration_tells_the_same_findings_however_many_threads_it_has()
    {
        _workspace.Write("corpus/train.txt", [.. Enumerable.Range(0, 12).Select(i => $"{i} ក\u200Bខ"), "រត់ រត់", "ត្រឹម ", "中"]);

        var alone = _workspace.PregenerateInto("alone", [.. Workspace.All, "--lint", "always", "--jobs", "1"]).Exits(0).Says("KHC1017").Error;

        Assert.Equal(alone, _workspace.PregenerateInto("beside", [.. Workspace.All, "--lint", "always", "--jobs", "4"]).Exits(0).Error);
    }

    [Fact]
    public void Silence_holds_for_lines_without_a_picture_as_well()
    {
        _workspace.Write("corpus/train.txt", "中", "ក\u200Bខ");

        Assert.Empty(_workspace.Pregenerate("--no-warn", "KHC1004", "KHC1017").Exits(0).Counts(("planned", 8), ("skipped", 2), ("rendered", 6)).Error);
    }

    /// <summary>The label in the cache is the normalised one, and the faulty line and the right one are one image.</summary>
    [Fact]
    public void Normalised_labels_are_those_that_are_cached()
    {
        _workspace.Write("corpus/train.txt", "សា្ថន", "ស្ថាន");

        _workspace.Pregenerate("--lint", "never").Exits(0).Counts(("planned", 8));
        _workspace.PregenerateInto("normalized", [.. Workspace.All, "--normalize"]).Exits(0).Counts(("planned", 6)).Says("KHC1031").DoesNotSay("KHC1021");
    }

    private Outcome Lint(params string[] arguments) => Workspace.Command(["lint", "--project-directory", _workspace.PathOf("."), .. arguments]);
}
