using KhmerCache.Generators.Inputs;

namespace KhmerCache.Generators.Tests;

/// <summary>The files of the worker and the lock: what is not as it should be counts as absent, and never breaks a build from within the compiler.</summary>
public class ReadingInputs
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("format\t1\nvocabulary\t\n")]
    [InlineData("format\t1\nvocabulary\t20 1780 17D2 1F600\n")]
    [InlineData("format\t1\r\nfont\ta.ttf\tA\tRegular\r\nvocabulary\t20 1780\r\n")]
    [InlineData("format\t1\nvocabulary\t0 10ffff\nfont\ta.ttf\t\t\nfont\tA.ttf\tA\tB")]
    public void Contents_are_read_as_the_worker_writes_them(string text) => Assert.NotNull(ContentsFile.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("format\t1\n")]
    [InlineData("format\t2\nvocabulary\t20\n")]
    [InlineData("vocabulary\t20\nformat\t1\n")]
    [InlineData("format\t1\nvocabulary\t20\nvocabulary\t20\n")]
    [InlineData("format\t1\nvocabulary\n")]
    [InlineData("format\t1\nvocabulary\t20  21\n")]
    [InlineData("format\t1\nvocabulary\t20 21 \n")]
    [InlineData("format\t1\nvocabulary\t21 20\n")]
    [InlineData("format\t1\nvocabulary\t20 20\n")]
    [InlineData("format\t1\nvocabulary\tD800\n")]
    [InlineData("format\t1\nvocabulary\tDFFF\n")]
    [InlineData("format\t1\nvocabulary\t110000\n")]
    [InlineData("format\t1\nvocabulary\tFFFFFFFF\n")]
    [InlineData("format\t1\nvocabulary\t1780,1781\n")]
    [InlineData("format\t1\nvocabulary\tU+1780\n")]
    [InlineData("format\t1\nfont\ta.ttf\tA\tRegular\nfont\ta.ttf\tB\tRegular\nvocabulary\t20\n")]
    [InlineData("format\t1\nfont\t\tA\tRegular\nvocabulary\t20\n")]
    [InlineData("format\t1\nfont\ta.ttf\tA\nvocabulary\t20\n")]
    [InlineData("format\t1\nunheard-of\tx\nvocabulary\t20\n")]
    public void Contents_that_are_otherwise_count_as_absent(string text) => Assert.Null(ContentsFile.Parse(text));

    [Theory]
    [InlineData("{\n  \"content_digest\": \"" + Digest + "\",\n  \"splits\": {\n    \"train\": 3\n  }\n}\n")]
    [InlineData("{\r\n\t\"format\": 1,\r\n\t\"content_digest\" : \"" + Digest + "\"\r\n}\r\n")]
    [InlineData("{\n\"note\": \"a \\\" { [ in a string\",\n\"part\": {\n\"content_digest\": \"of a part\"\n},\n\"content_digest\":\"" + Digest + "\"\n}")]
    public void A_lock_has_the_digest_of_its_outermost_object(string text) => Assert.Equal(Digest, LockFile.Parse(text)?.ContentDigest);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\n\"content_digest\": null\n}")]
    [InlineData("{\n\"content_digest\"\n}")]
    [InlineData("{\n\"content_digest\": \"0123\"\n}")]
    [InlineData("{\n\"content_digest\": \"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"\n}")]
    [InlineData("{\n\"content_digest_of\": \"" + Digest + "\"\n}")]
    [InlineData("{\n\"content_digest\": \"" + Digest + "\"\n")]
    [InlineData("{\n\"part\": {\n\"content_digest\": \"" + Digest + "\"\n}\n}")]
    [InlineData("{\n<<<<<<< ours\n\"content_digest\": \"" + Digest + "\"\n=======\n\"content_digest\": \"" + Digest + "\"\n>>>>>>> theirs\n}")]
    public void A_lock_that_is_otherwise_counts_as_absent(string text) => Assert.Null(LockFile.Parse(text));

    [Fact]
    public void The_fields_of_a_font_may_be_missing_from_the_end()
    {
        var file = DescriptorFile.Parse("format\t2\nfont\ta.ttf\nfont\tb\\b.ttf\tB\nfont\tc.ttf\t\tBold\t\n")!;

        Assert.Equal([new FontNames("a.ttf", "", ""), new FontNames("b/b.ttf", "B", ""), new FontNames("c.ttf", "", "Bold")], file.Fonts);
    }
}
