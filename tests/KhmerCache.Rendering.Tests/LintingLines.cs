using KhmerCache.Rendering.Linting;
using Xunit;

namespace KhmerCache.Rendering.Tests;

/// <summary>Each rule about a line by itself: what it finds where, and what it lets pass.</summary>
public sealed class LintingLines : IDisposable
{
    private readonly LintedCorpus _corpus = new();

    [Theory]
    [InlineData("\uFEFFក", DiagnosticCodes.ByteOrderMarkInside, 1)]
    [InlineData("ក\tខ", DiagnosticCodes.ControlCharacter, 2)]
    [InlineData("ក\u009Dខ", DiagnosticCodes.ControlCharacter, 2)]
    [InlineData("ក\rខ", DiagnosticCodes.ControlCharacter, 2)]
    [InlineData("កខ\u2028គ", DiagnosticCodes.ControlCharacter, 3)]
    [InlineData("ក\uE000", DiagnosticCodes.PrivateUseCharacter, 2)]
    [InlineData("ក\U0010FFFD", DiagnosticCodes.PrivateUseCharacter, 2)]
    [InlineData("ក\u17DE", DiagnosticCodes.PrivateUseCharacter, 2)]
    [InlineData("ក\uFFFFខ", DiagnosticCodes.PrivateUseCharacter, 2)]
    [InlineData("ភា\uFFFDសា", DiagnosticCodes.ReplacementCharacter, 3)]
    [InlineData("", DiagnosticCodes.EmptyLine, 1)]
    [InlineData(" \t", DiagnosticCodes.EmptyLine, 1)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF0", DiagnosticCodes.OverlongLine, 1)]
    [InlineData(" ក", DiagnosticCodes.EdgeBlank, 1)]
    [InlineData("កខ ", DiagnosticCodes.EdgeBlank, 3)]
    [InlineData("ក\u00A0", DiagnosticCodes.EdgeBlank, 2)]
    [InlineData("ក\u200Bខ", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("ក\u200Cខ", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("ក\u200Dខ", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("ក\u2060ខ", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("ក\uFEFFខ", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("co\u00ADop", DiagnosticCodes.InvisibleCharacter, 3)]
    [InlineData("a\u200E", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("❤\uFE0F", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("a\U000E0061b", DiagnosticCodes.InvisibleCharacter, 2)]
    [InlineData("\u17A3", DiagnosticCodes.DeprecatedCharacter, 1)]
    [InlineData("ក\u17A4", DiagnosticCodes.DeprecatedCharacter, 2)]
    [InlineData("ក\u17A8", DiagnosticCodes.DeprecatedCharacter, 2)]
    [InlineData("ក\u17B4", DiagnosticCodes.DeprecatedCharacter, 2)]
    [InlineData("ក\u17B5", DiagnosticCodes.DeprecatedCharacter, 2)]
    [InlineData("ក\u17D3", DiagnosticCodes.DeprecatedCharacter, 2)]
    [InlineData("ក ។ល។ \u17D8", DiagnosticCodes.DeprecatedCharacter, 7)]
    [InlineData("ស្រ្តី", DiagnosticCodes.ClusterOrder, 3)]
    [InlineData("ការសា្ថន", DiagnosticCodes.ClusterOrder, 5)]
    [InlineData("រំា", DiagnosticCodes.ClusterOrder, 2)]
    [InlineData("ប៊្លូ", DiagnosticCodes.EarlyShifter, 2)]
    [InlineData("រត់់", DiagnosticCodes.ExcessMark, 4)]
    [InlineData("ជេីង", DiagnosticCodes.ExcessMark, 3)]
    [InlineData("ស្ត្រ្យក", DiagnosticCodes.ExcessMark, 7)]
    [InlineData("(៌)", DiagnosticCodes.MarkWithoutBase, 2)]
    [InlineData("េ", DiagnosticCodes.MarkWithoutBase, 1)]
    [InlineData("៨ៀ", DiagnosticCodes.MarkWithoutBase, 2)]
    [InlineData("្ក", DiagnosticCodes.MarkWithoutBase, 1)]
    [InlineData("មាឌ្ ", DiagnosticCodes.BareCoeng, 4)]
    [InlineData("សម្េតច", DiagnosticCodes.BareCoeng, 3)]
    public void A_fault_is_found_at_its_column(string line, string code, int column)
    {
        var findings = _corpus.Lint(options => options with { MaxLineLength = 32 }, "ត្រឹមត្រូវ", line, "ល្អ");

        var finding = Assert.Single(findings, finding => finding.Code == code);
        Assert.Equal((_corpus.Files[0], 2, column), (finding.File, finding.Line, finding.Column));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.All(findings, other => Assert.Equal(2, other.Line));
    }

    [Theory]
    [InlineData("សេចក្ដីប្រកាសជាសកលស្ដីពីសិទ្ធិមនុស្ស")]
    [InlineData("នៅក្នុងឆ្នាំ ២០១៤ «ខេត្តព្រះវិហារ» (៩៣%) ៛ ៗ ៖ ។ល។")]
    [InlineData("ព្រះអង្គម្ចាស់ក្សត្រី ធម៌ បូព៌ា ម៉្សៅ ប៉ុន្តែ ស៊ី ញ៉ាំ យ៉ាង ក៏ ណា៎ ន៏ ល្បីៗ")]
    [InlineData("English, français, Ελληνικά, 中文, 한국어, العربية, ไทย and 😀")]
    [InlineData("Zürich e\u0301 \u0600\u0661 ◌ា ◌្ក")]
    [InlineData("᧠ ៲ ០១២៣៤៥៦៧៨៩ ៕")]
    public void Text_that_is_right_is_let_pass(string line) =>
        Assert.DoesNotContain(_corpus.Lint(line), finding => finding.Code != DiagnosticCodes.EarlyShifter);

    [Fact]
    public void A_fault_that_a_line_has_often_is_one_finding_with_a_count()
    {
        var finding = Assert.Single(_corpus.Lint("គ្រប់\u200Bគ្រង\u200Bកម្ម\u200Bវិធី"));

        Assert.Contains("U+200B (zero width space)", finding.Message, StringComparison.Ordinal);
        Assert.Contains("3 times", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_behind_an_invisible_character_is_one_fault_not_two() =>
        Assert.Equal(DiagnosticCodes.InvisibleCharacter, Assert.Single(_corpus.Lint("ក\u200Bា")).Code);

    [Theory]
    [InlineData("ស្រ្តី", "U+179F U+17D2 U+178F U+17D2 U+179A U+17B8")]
    [InlineData("ជេីង", "U+17BE")]
    [InlineData("បុី", "U+17C9")]
    [InlineData("\u17A4", "U+17A2 U+17B6")]
    public void The_remedy_is_named(string line, string remedy) =>
        Assert.Contains(remedy, Assert.Single(_corpus.Lint(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_the_normaliser_puts_right_is_no_finding_where_it_is_at_work()
    {
        Assert.Equal(["KHC1021", "KHC1022"], _corpus.Lint("សា្ថន", "រត់់").Select(finding => finding.Code));
        _corpus.Normalize = true;
        Assert.Equal(["KHC1022"], _corpus.Lint("សា្ថន", "រត់់").Select(finding => finding.Code));
    }

    [Fact]
    public void A_byte_order_mark_at_the_start_of_the_file_and_any_line_end_are_let_pass() =>
        Assert.Empty(_corpus.LintBytes([0xEF, 0xBB, 0xBF, .. "ក\r\nខ\nគ"u8]));

    public void Dispose() => _corpus.Dispose();
}
