using System.Text;
using KhmerCache.Corpora;
using Xunit;

namespace KhmerCache.Tests;

public sealed class ReadingCorpora : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Lines_are_trimmed_and_empty_ones_passed_over_with_their_numbers_kept()
    {
        var path = _folder.File("a.txt", Encoding.UTF8.GetBytes("\uFEFFមួយ\r\n\n  ពីរ \t\n\u200Bបី"));

        var lines = CorpusReader.ReadFile(path);

        Assert.Equal([("មួយ", 1), ("ពីរ", 3), ("\u200Bបី", 4)], lines.Select(line => (line.Text, line.Line)));
    }

    [Theory]
    [InlineData(new byte[] { 0xE1, 0x9E, 0x80, 0x0A, 0xE1, 0x9E, 0x81, 0xFF }, 2, 2)]
    [InlineData(new byte[] { 0xC3 }, 1, 1)]
    [InlineData(new byte[] { 0x61, 0x62, 0xED, 0xA0, 0x80 }, 1, 3)]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80, 0x80 }, 1, 3)]
    public void Bytes_that_are_not_UTF_8_are_an_error_at_their_line_and_column(byte[] content, int line, int column)
    {
        var path = _folder.File("a.txt", content);

        var error = Assert.Throws<KhmerCacheException>(() => CorpusReader.ReadFile(path)).Diagnostic;

        Assert.Equal((DiagnosticCodes.InvalidUtf8, path, line, column), (error.Code, error.File, error.Line, error.Column));
    }

    [Fact]
    public void A_split_takes_its_files_in_order_up_to_the_most_lines()
    {
        var split = new SplitDescriptor("train", [_folder.File("b.txt", "3\n4\n"u8.ToArray()), _folder.File("a.txt", "1\n2\n"u8.ToArray())]);

        Assert.Equal(["3", "4", "1"], CorpusReader.ReadSplit(split, maxLines: 3).Select(line => line.Text));
        Assert.Equal(4, CorpusReader.ReadSplit(split).Count);
    }

    [Fact]
    public void A_split_without_text_is_an_error_that_names_split_and_file()
    {
        var path = _folder.File("a.txt", "  \n\n"u8.ToArray());

        var error = Assert.Throws<KhmerCacheException>(() => CorpusReader.ReadSplit(new SplitDescriptor("val", [path]))).Diagnostic;

        Assert.Equal((DiagnosticCodes.EmptyCorpus, path), (error.Code, error.File));
        Assert.Contains("'val'", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
