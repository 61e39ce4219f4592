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
        string[] lines = [.. Enumerable.Range(0, 3000).Select(i => new string((char)('ក' + i % 30), i % 200)), new string('ក', 200_000), new string('ខ', 500_000), "គ"];
        var digest = Digest(0, string.Concat(lines.Select(line => line + "\n")));

        Assert.Equal(digest, Digest(0, string.Concat(lines.Reverse().Select(line => line + "\n"))));
        Assert.NotEqual(digest, Digest(0, string.Concat(lines.Reverse().Select(line => line + "\n"))[1..]));
    }

    private string Digest(int maxLines, params string[] files) => CorpusDigest.Of(new SplitDescriptor(
        "train", [.. files.Select((text, index) => _folder.File($"{index}.txt", Encoding.UTF8.GetBytes(text)))], MaxLines: maxLines));
}
