using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KhmerCache.Tool.Tests;

/// <summary>The file that <c>report</c> writes. What a browser makes of it is seen in <see cref="Interop.LookingAtAReport"/>.</summary>
public sealed partial class WritingAReport : IDisposable
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>&\"'";

    private readonly Workspace _workspace = new();

    public WritingAReport() => _workspace.Pregenerate("--lint", "never").Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void It_shows_every_image_of_a_small_cache()
    {
        var outcome = Report();

        Assert.Equal(["output", "images", "shown", "findings", "bytes"], outcome.Fields);
        outcome.Counts(("images", Workspace.Images), ("shown", Workspace.Images), ("bytes", Page.Length));
        Assert.Null(outcome.Json["findings"]);
        Assert.Empty(outcome.Error);
        Assert.Equal((string?)_workspace.Run("stats").Json["content_digest"], (string?)Data["content_digest"]);
    }

    [Fact]
    public void People_are_told_where_it_is() =>
        _workspace.RunOn(_workspace.Cache, "report", "--output", _workspace.PathOf("report.html")).Exits(0)
            .Prints($"{_workspace.PathOf("report.html")}: 20 of 20 images, ");

    [Fact]
    public void The_same_cache_gives_the_same_bytes()
    {
        Report(Corpora);
        var first = Page;
        Report(Corpora);

        Assert.Equal(first, Page);
        Assert.False(File.Exists(_workspace.PathOf("report.html.tmp")));
    }

    [Fact]
    public void No_path_of_this_machine_is_in_it()
    {
        _workspace.Write("corpus/val.txt", [.. Repository.Val(Workspace.ValLines), Repository.Train(1)[0]]);

        // A line that two splits share is told with the path of the other file.
        Report(Corpora).Counts(("findings", 1));

        Assert.DoesNotContain(Path.GetFileName(Path.GetDirectoryName(_workspace.Cache)!), Encoding.UTF8.GetString(Page), StringComparison.Ordinal);
        var finding = Data["lint"]!["findings"]![0]!;
        Assert.Equal(("corpus/val.txt", "corpus/val.txt", 5), ((string)finding["file"]!, (string)finding["link"]!, (int)finding["line"]!));
        Assert.Contains("corpus/train.txt", (string)finding["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_larger_cache_gives_a_sample_with_some_images_of_each_font()
    {
        Report("--max-images", "1").Counts(("images", Workspace.Images), ("shown", Workspace.Images));

        // So many that the fonts have more than what each is to have in any case.
        _workspace.Write("corpus/train.txt", Repository.Train(200));
        _workspace.Pregenerate("--lint", "never").Exits(0);
        var shown = Report("--max-images", "100").Number("shown");
        Assert.InRange(shown, 100, 101);
        Assert.Equal(404, (long)Data["images"]!);

        // Two of a line, until each font has its own.
        Report("--max-images", "1").Counts(("shown", 48));
    }

    [Fact]
    public void The_sample_does_not_depend_on_how_the_cache_is_cut_into_segments()
    {
        _workspace.Write("corpus/train.txt", Repository.Train(40));
        _workspace.Pregenerate("--lint", "never").Exits(0);
        Report("--max-images", "60");
        var inTwo = Gallery;
        _workspace.Run("compact").Exits(0);

        Report("--max-images", "60");

        Assert.Equal(inTwo, Gallery);
    }

    [Fact]
    public void Nothing_of_a_label_or_a_corpus_is_taken_for_html()
    {
        _workspace.Write("corpus/train.txt", [.. Repository.Train(Workspace.TrainLines), Hostile, $"{Hostile}\u200B", "<!--<script>"]);
        _workspace.Pregenerate("--lint", "never").Exits(0);

        Report(Corpora).Counts(("findings", 1));

        var html = Encoding.UTF8.GetString(Page);
        Assert.Equal(Hostile + "\u200B", (string)Data["lint"]!["findings"]![0]!["text"]!);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        Assert.Equal(4, Scripts().Count(html));
        Assert.Equal(4, html.Split("</script").Length - 1);
    }

    [Fact]
    public void The_page_may_ask_nobody_for_anything()
    {
        Report();

        var html = Encoding.UTF8.GetString(Page);
        Assert.Contains("content=\"default-src 'none'; script-src 'sha256-", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(src|href)=""(?!#|data:,|https://openfontlicense\.org"")", html);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_fonts_and_characters_are_those_of_the_survey()
    {
        Report(Corpora);

        Assert.Equal("""[{"name":"train","lines":8,"labels":8,"images":16},{"name":"val","lines":4,"labels":4,"images":4}]""", Data["splits"]!.ToJsonString());
        Assert.Equal([Workspace.FontA, Workspace.FontB], Data["fonts"]!.AsArray().Select(font => (string)font!["path"]!));
        Assert.All(Data["fonts"]!.AsArray(), font => Assert.Equal((long)font!["images"]!, font["widths"]!.AsArray().Sum(count => (long)count!)));
        Assert.Equal(12, Data["text_lengths"]!.AsArray().Sum(count => (long)count!));
    }

    [Fact]
    public void Many_findings_of_a_code_are_counted_and_some_are_shown()
    {
        _workspace.Write("corpus/val.txt", [.. Enumerable.Range(0, 300).Select(line => $"ក\u200Bខ {line}"), new string('ក', 500) + "\u200B" + new string('ខ', 500)]);

        Report("--corpus", $"val={_workspace.PathOf("corpus/val.txt")}", "--no-warn", "KHC1032").Counts(("findings", 301));

        var findings = Data["lint"]!["findings"]!.AsArray();
        Assert.Equal(200, findings.Count);
        Assert.Equal(301, (int)Data["lint"]!["counts"]!["KHC1017"]!);
        Assert.Equal(("ក\u200Bខ 0", 1), ((string)findings[0]!["text"]!, (int)findings[0]!["place"]!));
    }

    [Fact]
    public void Of_a_long_line_there_is_what_stands_around_the_place()
    {
        _workspace.Write("corpus/val.txt", new string('ក', 500) + "\u200B" + new string('ខ', 500));

        Report("--corpus", $"val={_workspace.PathOf("corpus/val.txt")}");

        var finding = Data["lint"]!["findings"]![0]!;
        Assert.Equal(new string('ក', 60) + "\u200B" + new string('ខ', 199), (string)finding["text"]!);
        Assert.Equal((60, true, true), ((int)finding["place"]!, (bool)finding["cut_before"]!, (bool)finding["cut_behind"]!));
    }

    [Fact]
    public void What_is_damaged_is_told_and_left_out()
    {
        File.Delete(_workspace.Segment("glyphs"));

        _workspace.Run("report", "--output", _workspace.PathOf("report.html")).Exits(1).Counts(("images", 0), ("shown", 0))
            .Says(DiagnosticCodes.Missing).Says($"{Workspace.Images} images or lines can't be read");

        Assert.Equal(Workspace.Images, (int)Data["damaged"]!);
    }

    [Theory]
    [InlineData("--max-images", "0", "--max-images: '0' is not a number from 1 to 1000000.")]
    [InlineData("--max-lines", "-1", "--max-lines: '-1' is not 0 or more.")]
    [InlineData("--corpus", "train", "--corpus: 'train' is not SPLIT=GLOB")]
    public void Options_that_make_no_sense_are_refused(string option, string value, string message) =>
        _workspace.Run("report", "--output", _workspace.PathOf("report.html"), option, value).Exits(2).Says(message);

    [Fact]
    public void The_cache_itself_is_not_overwritten()
    {
        var files = _workspace.Files;

        _workspace.Run("report", "--output", Path.Combine(_workspace.Cache, "cache_index.json")).Exits(2).Says("this is a file of the cache itself");
        _workspace.Run("report", "--output", _workspace.Segment("lines")).Exits(2).Says("this is a file of the cache itself");

        _workspace.Files.AreThoseOf(files);
    }

    [Fact]
    public void Without_a_cache_there_is_no_report()
    {
        _workspace.RunOn(_workspace.PathOf("nothing"), "report", "--output", _workspace.PathOf("report.html")).Exits(2).Says(DiagnosticCodes.NoCache);

        Assert.False(File.Exists(_workspace.PathOf("report.html")));
    }

    private byte[] Page => File.ReadAllBytes(_workspace.PathOf("report.html"));

    private JsonNode Data => JsonSerializer.Deserialize<JsonNode>(Block("report-data"))!;

    private string Gallery => Block("report-gallery");

    private string[] Corpora => ["--corpus", $"train={_workspace.PathOf("corpus/train.txt")}", "--corpus", $"val={_workspace.PathOf("corpus/val.txt")}", "--project-directory", _workspace.PathOf(".")];

    private Outcome Report(params string[] arguments) => _workspace.Run("report", ["--output", _workspace.PathOf("report.html"), .. arguments]).Exits(0);

    private string Block(string id)
    {
        var html = Encoding.UTF8.GetString(Page);
        var start = html.IndexOf('>', html.IndexOf($"id=\"{id}\"", StringComparison.Ordinal)) + 1;
        return html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();
}
