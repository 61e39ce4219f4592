using KhmerCache.Corpora;
using KhmerCache.Datasets;
using Xunit;

namespace KhmerCache.Tests;

public sealed class NormalizingKhmer
{
    /// <summary>What of the Khmer block can stand in a random cluster, and some that are not Khmer.</summary>
    private const string Alphabet =
        "\u1780\u1784\u1789\u178A\u178F\u1793\u1794\u1798\u1799\u179A\u179F\u17A0\u17A2\u17B6\u17B7\u17B8\u17BB\u17BC\u17BE\u17C1\u17C4\u17C6\u17C7\u17C8\u17C9\u17CA\u17CB\u17CC\u17CD\u17D0\u17D2\u17D2\u17D2\u17D4 a\u200B\u200C\u25CC";

    [Theory]
    [InlineData("179F 17D2 179A 17D2 178F 17B8", "179F 17D2 178F 17D2 179A 17B8", "coeng RO is the last")]
    [InlineData("179F 17B6 17D2 1790", "179F 17D2 1790 17B6", "a subscript stands before the vowel")]
    [InlineData("1780 17BB 17D2 179A 17C6", "1780 17D2 179A 17BB 17C6", "and the sign stays behind it")]
    [InlineData("179F 17D0 17D2 1798", "179F 17D2 1798 17D0", "a subscript stands before the sign")]
    [InlineData("178F 17C6 17B6", "178F 17B6 17C6", "the vowel stands before the sign")]
    [InlineData("1799 17B6 17C9 1784", "1799 17C9 17B6 1784", "the shifter stands before the vowel")]
    [InlineData("1780 17B6 17CC", "1780 17CC 17B6", "robat stands on the base")]
    [InlineData("1780 17C7 17B6 17C6", "1780 17B6 17C6 17C7", "reahmuk ends the cluster")]
    [InlineData("17A0 17D2 179A 17C1 17D2 179C 179F", "17A0 17D2 179C 17D2 179A 17C1 179F", "all at once")]
    [InlineData("1794 17CA 17BC 17D2 179B", "1794 17CA 17D2 179B 17BC", "a shifter before a subscript stays there")]
    [InlineData("1794 17C6 17CA 200C 17B6", "1794 17CA 200C 17B6 17C6", "a joiner stays with its shifter")]
    public void A_cluster_is_put_in_order(string text, string canonical, string because) =>
        Assert.True(Of(canonical) == KhmerNormalizer.Normalize(Of(text)), because);

    [Theory]
    [InlineData("1794 17D2 179B 17CA 17BC", "a shifter after the subscripts")]
    [InlineData("1794 17CA 17D2 179B 17BC", "a shifter before the subscripts, where the Unicode Standard has it")]
    [InlineData("179F 17D2 178A 17B8", "coeng DA, though it looks like coeng TA")]
    [InlineData("178F 17CB 17CB", "a repeated mark: what was meant is not known")]
    [InlineData("17BE 17D2 1798", "marks without a base")]
    [InlineData("1798 17D2 17C1 178F", "a coeng before a vowel")]
    [InlineData("1780 17C1 17B8", "two vowels for one")]
    [InlineData("1798 17CC 17C9 17D2 1799 17D2 179A 17BE 17C6 17CF 17C7", "all that a cluster can have")]
    [InlineData("1780 17B6 200B 17D2 1780", "what an invisible character parts")]
    [InlineData("0041 0301 0020 0E01 0E49 0E33", "other scripts")]
    public void What_is_canonical_or_can_not_be_is_left_alone(string text, string what)
    {
        var line = Of(text);

        Assert.True(ReferenceEquals(line, KhmerNormalizer.Normalize(line)), what);
    }

    /// <summary>Random text with a fixed seed: most of it is broken in some way.</summary>
    [Fact]
    public void Twice_changes_nothing_more_and_no_character_comes_or_goes()
    {
        var changed = 0;
        var random = new SeededRandom(3, 0);
        for (var i = 0; i < 200_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 2 + random.Next(9)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var once = KhmerNormalizer.Normalize(text);
            Assert.Equal(once, KhmerNormalizer.Normalize(once));
            Assert.Equal(text.Order(), once.Order());
            changed += once == text ? 0 : 1;
        }

        Assert.InRange(changed, 2_000, 100_000);
    }

    /// <summary>Whatever order the parts of a canonical cluster come in, it is found again.</summary>
    [Fact]
    public void Every_order_of_the_parts_gives_the_canonical_one()
    {
        string[] parts = ["\u17D2\u178F", "\u17D2\u179A", "\u17BE", "\u17C6", "\u17C7"];
        var canonical = "\u179F" + string.Concat(parts);
        var orders = Permutations(parts).Select(order => "\u179F" + string.Concat(order)).ToArray();

        Assert.Equal(120, orders.Distinct().Count());
        Assert.All(orders, order => Assert.Equal(canonical, KhmerNormalizer.Normalize(order)));
    }

    [Fact]
    public void A_cluster_of_a_million_marks_is_left_alone()
    {
        var text = "\u1780" + new string('\u17B6', 1_000_000);

        Assert.Same(text, KhmerNormalizer.Normalize(text));
    }

    [Fact]
    public void A_split_returns_what_it_shows()
    {
        using var folder = new TemporaryFolder();
        var split = new SplitDescriptor("train", [folder.File("a.txt", "ស្រ្តី\nសា្ថន\n"u8.ToArray())]);

        Assert.Equal(["ស្រ្តី", "សា្ថន"], CorpusReader.ReadSplit(split).Select(line => line.Text));
        Assert.Equal(["ស្ត្រី", "ស្ថាន"], CorpusReader.ReadSplit(split with { Normalize = true }).Select(line => line.Text));
        Assert.NotEqual(split, split with { Normalize = true });
    }

    private static string Of(string codePoints) => string.Concat(codePoints.Split(' ').Select(code => (char)Convert.ToInt32(code, 16)));

    private static IEnumerable<string[]> Permutations(string[] parts) => parts.Length == 0
        ? [[]]
        : parts.SelectMany((part, index) => Permutations([.. parts.Where((_, other) => other != index)]).Select(rest => (string[])[part, .. rest]));
}
