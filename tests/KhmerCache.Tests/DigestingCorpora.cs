using System.Text;
using KhmerCache.Corpora;
using Xunit;

namespace KhmerCache.Tests;

public sealed class DigestingCorpora : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_order_of_lines_and_files_and_a_line_feed_at_the_end_do_not_show()
    {
        Assert.Equal(Digest(0, "ក\nខ\nគ\n"), Digest(0, "គ\nក\nខ"));
        Assert.Equal(Digest(0, "ក\nខ\nគ\n"), Digest(0, "គ\n", "ក\nខ"));
    }

    [Fact]
    public void Where_only_the_first_lines_are_taken_the_order_shows() => Assert.NotEqual(Digest(2, "ក\nខ\nគ\n"), Digest(2, "គ\nក\nខ\n"));

    [Theory]
    [InlineData("ក\nខ")]
    [InlineData("ក\nខ\nគ\nគ\n")]
    [InlineData("ក\nខ\nឃ\n")]
    [InlineData("ក\nខគ\n")]
    [InlineData("ក\nខ\nគ\n\n")]
    public void Another_line_shows(string text) => Assert.NotEqual(Digest(0, "ក\nខ\nគ\n"), Digest(0, text));

    /// <summary>Lines that lie across the ends of what is read at a time, and some that are longer than that.</summary>
    [Fact]
    public void Long_lines_and_many_lines_are_read_whole()
    {
        string[] lines = [.. Enumerable.Range(0, 3000).Select(i => new string((char)('ក' + i % 30), i % 200)), new string('ក', 200_000), new string('ខ', 300_000), "គ"];
        var digest = Digest(0, string.Concat(lines.Select(line => line + "\n")));

        Assert.Equal(digest, Digest(0, string.Concat(lines.Reverse().Select(line => line + "\n"))));
        Assert.NotEqual(digest, Digest(0, string.Concat(lines.Reverse().Select(line => line + "\n"))[1..]));
    }

    [Fact]
    public void A_byte_order_mark_at_the_start_of_a_file_does_not_show_and_elsewhere_it_does()
    {
        Assert.Equal(Digest(0, "ក\nខ\n"), Digest(0, "\uFEFFក\nខ\n"));
        Assert.Equal(Digest(0, "ក\n", "ខ"), Digest(0, "\uFEFFក\n", "\uFEFFខ"));
        Assert.NotEqual(Digest(0, "\uFEFFក\nខ\n"), Digest(0, "ខ\n\uFEFFក\n"));
    }

    [Fact]
    public void The_order_is_told_besides()
    {
        Assert.NotEqual(Of(0, "ក\nខ\n").Order, Of(0, "ខ\nក\n").Order);
        Assert.Equal(Of(0, "ក\nខ\n").Order, Of(0, "ក\nខ").Order);
    }

    [Fact]
    public void A_line_that_is_longer_than_a_corpus_may_have_is_not_held_in_memory() =>
        Assert.Throws<IOException>(() => Digest(0, new string('a', CorpusFileReader.MaxLineLength + 1)));

    private string Digest(int maxLines, params string[] files) => Of(maxLines, files).Lines;

    private (string Lines, string Order) Of(int maxLines, params string[] files) => CorpusDigest.Of(new SplitDescriptor(
        "train", [.. files.Select((text, index) => _folder.File($"{index}.txt", Encoding.UTF8.GetBytes(text)))], MaxLines: maxLines));
}
