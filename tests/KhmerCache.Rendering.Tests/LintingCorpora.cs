using System.Text;
using KhmerCache.Rendering.Linting;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>What shows only when lines are seen together, and how files are read.</summary>
public sealed class LintingCorpora : IDisposable
{
    private readonly LintedCorpus _corpus = new();

    [Fact]
    public void A_line_that_stands_in_its_split_twice_names_the_first_place()
    {
        var first = _corpus.Write("a.txt", "មួយ", "ពីរ");
        var second = _corpus.Write("b.txt", "បី", " ពីរ ", "ពីរ");

        var findings = Repeated(new SplitDescriptor("train", [first, second]));

        Assert.Equal([(second, 2), (second, 3)], findings.Select(finding => (finding.File!, finding.Line)));
        Assert.All(findings, finding => Assert.Equal(DiagnosticCodes.DuplicateLine, finding.Code));
        Assert.All(findings, finding => Assert.Contains($"{first}(2)", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_of_two_splits_names_both()
    {
        var train = _corpus.Write("train.txt", "មួយ", "ពីរ");
        var test = _corpus.Write("test.txt", "បី", "មួយ");

        var finding = Assert.Single(Repeated(new SplitDescriptor("train", [train]), new SplitDescriptor("test", [test])));

        Assert.Equal((DiagnosticCodes.SplitOverlap, test, 2), (finding.Code, finding.File, finding.Line));
        Assert.Contains($"'test' stands in 'train' too: {train}(1)", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_are_the_same_only_once_normalised_are_repeated_where_they_are_normalised()
    {
        Assert.DoesNotContain(_corpus.Lint("ស្ថាន", "សា្ថន"), finding => finding.Code == DiagnosticCodes.DuplicateLine);
        _corpus.Normalize = true;
        Assert.Single(_corpus.Lint("ស្ថាន", "សា្ថន"), finding => finding.Code == DiagnosticCodes.DuplicateLine);
    }

    [Theory]
    [InlineData("ស្ត្រី", "ស្រ្តី", "RO before and after another subscript")]
    [InlineData("ពាក្យ ខ្មែរ", "ពាក្យ\u00A0ខ្មែរ", "a no-break space")]
    [InlineData("កម្មវិធី", "កម្ម\u200Bវិធី", "an invisible character")]
    [InlineData("បណ្តា", "បណ្ដា", "coeng DA and coeng TA")]
    public void Labels_that_look_the_same_in_every_font_name_both_places(string one, string two, string because)
    {
        var finding = Assert.Single(LookAlikes(["អក្សរ", one, "លេខ", two]));

        Assert.True((_corpus.Files[0], 4) == (finding.File, finding.Line), because);
        Assert.Contains($"{_corpus.Files[0]}(2)", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("កខ", "ខក")]
    [InlineData("ក ខ", "ក  ខ")]
    [InlineData("A", "Α")]
    [InlineData("ប៊្លូ", "ប្ល៊ូ")]
    [InlineData("😀", "😁")]
    public void Labels_that_differ_in_some_font_or_have_no_picture_are_let_pass(string one, string two) => Assert.Empty(LookAlikes([one, two]));

    /// <summary>Digits are of one width: the glyphs of all these lines stand at the same places, and only their shapes tell which lines are alike.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public void Among_lines_whose_glyphs_stand_at_the_same_places_those_that_look_alike_are_found(int between)
    {
        string[] others = [.. Enumerable.Range(0, between).Select(number => $"លេខ {number}")];
        var findings = LookAlikes(["១២៣ បណ្តា", "១២៤ បណ្តា", .. others, "១២៤ បណ្ដា", "១២៥ បណ្ដា", "១២៣ បណ្ដា"]);

        Assert.Equal([between + 3, between + 5], findings.Select(finding => finding.Line));
        Assert.Contains($"{_corpus.Files[0]}(2)", findings[0].Message, StringComparison.Ordinal);
        Assert.Contains($"{_corpus.Files[0]}(1)", findings[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_fonts_nothing_looks_alike() =>
        Assert.DoesNotContain(_corpus.Lint("ស្ត្រី", "ស្រ្តី"), finding => finding.Code == DiagnosticCodes.LookAlikeLabels);

    [Fact]
    public void A_line_that_is_not_UTF8_is_an_error_and_the_next_ones_are_read()
    {
        var findings = _corpus.LintBytes([.. "ក\nab"u8, 0xE1, 0x9E, .. "\nខ\u200B\n"u8]);

        Assert.Equal(
            [(DiagnosticCodes.InvalidUtf8, 2, 3, DiagnosticSeverity.Error), (DiagnosticCodes.InvisibleCharacter, 3, 2, DiagnosticSeverity.Warning)],
            findings.Select(finding => (finding.Code, finding.Line, finding.Column, finding.Severity)));
        Assert.Contains("0xE1", findings[0].Message, StringComparison.Ordinal);
    }

    /// <summary>Longer than what is read at a time, at the start, in the middle and at the end of a file without a last line end.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_line_of_megabytes_is_too_long_and_the_others_are_read(int position)
    {
        var lines = new List<byte[]> { "ក\u200B"u8.ToArray(), "ខ\u200B"u8.ToArray() };
        lines.Insert(position, [.. Enumerable.Repeat((byte)'a', 5_000_000)]);
        byte[] content = [.. lines[0], (byte)'\n', .. lines[1], (byte)'\n', .. lines[2]];

        var findings = _corpus.LintBytes(content);

        Assert.Equal(3, _corpus.Report.Lines);
        var length = Assert.Single(findings, finding => finding.Code == DiagnosticCodes.OverlongLine);
        Assert.Equal(position + 1, length.Line);
        Assert.Contains("5000000 bytes", length.Message, StringComparison.Ordinal);
        Assert.Equal(2, findings.Count(finding => finding.Code == DiagnosticCodes.InvisibleCharacter));
    }

    [Fact]
    public void Lines_are_counted_as_an_editor_counts_them()
    {
        _corpus.LintBytes("a\r\n\r\nb\n"u8.ToArray());
        Assert.Equal(3, _corpus.Report.Lines);
        _corpus.LintBytes([]);
        Assert.Equal(0, _corpus.Report.Lines);
    }

    [Fact]
    public void Only_the_lines_that_a_split_takes_are_looked_at()
    {
        var first = _corpus.Write("a.txt", "a", "", "b\u200B");
        var second = _corpus.Write("b.txt", "c\u200B", "d\u200B");

        var findings = _corpus.LintSplits(options => options, new SplitDescriptor("train", [first, second], MaxLines: 3));

        Assert.Equal([(first, 2), (first, 3), (second, 1)], findings.Select(finding => (finding.File!, finding.Line)));
    }

    [Fact]
    public void Silenced_codes_are_neither_told_nor_counted()
    {
        var findings = _corpus.Lint(options => options with { Silenced = new HashSet<string> { "KHC1017" } }, "ក\u200B", "រត់់");

        Assert.Equal("KHC1022", Assert.Single(findings).Code);
        Assert.Equal(1, _corpus.Report.Total);
    }

    /// <summary>Over batches and chunks, the findings come in the order of the lines whatever the number of threads.</summary>
    [Fact]
    public void The_findings_do_not_depend_on_threads()
    {
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(i => $"{i % 7_000} ក{(i % 3 == 0 ? "\u200B" : "")}{(i % 5 == 0 ? "ាា" : "")}")];

        var one = _corpus.Lint(options => options with { Jobs = 1, Fonts = [Repository.Fonts[0]] }, lines);
        var four = _corpus.Lint(options => options with { Jobs = 4, Fonts = [Repository.Fonts[0]] }, lines);

        Assert.Equal(one, four);
        Assert.Equal(one.Select(finding => finding.Line).Order(), one.Select(finding => finding.Line));
        Assert.Equal(_corpus.Report.Total, one.Count);
    }

    [Fact]
    public void A_missing_file_is_an_error_that_names_it()
    {
        var error = Assert.Throws<KhmerCacheException>(() => _corpus.LintSplits(options => options, new SplitDescriptor("train", ["/nowhere/a.txt"])));

        Assert.Equal((DiagnosticCodes.CorpusNotFound, "/nowhere/a.txt"), (error.Diagnostic.Code, error.Diagnostic.File));
    }

    public void Dispose() => _corpus.Dispose();

    private Diagnostic[] Repeated(params SplitDescriptor[] splits) =>
        [.. _corpus.LintSplits(options => options, splits).Where(finding => finding.Code is DiagnosticCodes.DuplicateLine or DiagnosticCodes.SplitOverlap)];

    private Diagnostic[] LookAlikes(string[] lines) =>
        [.. _corpus.Lint(options => options with { Fonts = Repository.Fonts }, lines).Where(finding => finding.Code == DiagnosticCodes.LookAlikeLabels)];
}
