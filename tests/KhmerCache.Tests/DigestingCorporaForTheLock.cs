using System.Security.Cryptography;
using System.Text;
using KhmerCache.Corpora;
using Xunit;

namespace KhmerCache.Tests;

public sealed class DigestingCorporaForTheLock : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("ក\nខ\n")]
    [InlineData("ក \n\n\tខ\n\n")]
    public void A_plain_file_has_the_digest_that_sha256sum_tells(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal((text.Count(letter => letter == '\n'), Convert.ToHexStringLower(SHA256.HashData(bytes))), Of(bytes));
    }

    [Theory]
    [InlineData("ក\nខ")]
    [InlineData("ក\r\nខ\r\n")]
    [InlineData("\uFEFFក\nខ\n")]
    [InlineData("\uFEFFក\r\nខ")]
    public void A_byte_order_mark_line_ends_and_what_ends_the_last_line_do_not_show(string text) => Assert.Equal(Of("ក\nខ\n"u8.ToArray()), Of(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("ខ\nក\n")]
    [InlineData("ក\nខ\n\n")]
    [InlineData("ក\nខ \n")]
    [InlineData("ក\r\r\nខ\n")]
    [InlineData("ក\n\uFEFFខ\n")]
    public void Anything_else_shows(string text) => Assert.NotEqual(Of("ក\nខ\n"u8.ToArray()), Of(Encoding.UTF8.GetBytes(text)));

    /// <summary>Lines that end just before, at and just behind the end of what is digested at a time, and longer ones.</summary>
    [Fact]
    public void Long_lines_and_many_lines_are_digested_whole()
    {
        var text = new StringBuilder();
        foreach (var length in Enumerable.Range(0, 300).Concat(Enumerable.Range(65_530, 12)).Concat([200_000, 0, 1, 65_535, 65_535, 65_536, 7]))
        {
            text.Append('a', length).Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Of(bytes).Sha256);
    }

    private (long Lines, string Sha256) Of(byte[] content) => CorpusSha256.Of(_folder.File("corpus.txt", content));
}
