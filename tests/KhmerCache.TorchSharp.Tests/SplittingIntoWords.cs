using KhmerCache.Corpora;
using KhmerCache.Rendering;
using TrainCrnn;

namespace KhmerCache.TorchSharp.Tests;

public class SplittingIntoWords
{
    [Theory]
    [InlineData("បុរសកំពុងរត់: សម្បុរខ្មៅ", "បុរសកំពុងរត់|សម្បុរខ្មៅ")]
    [InlineData("«ភាសា» (ខ្មែរ)។", "ភាសា|ខ្មែរ")]
    [InlineData("អាយុ ២៥ ឆ្នាំ, 25 years", "អាយុ|ឆ្នាំ")]
    [InlineData("ក ្រ ាក", "")]
    [InlineData("", "")]
    public void A_word_is_what_stands_between_blanks_and_punctuation(string line, string words) =>
        Assert.Equal(words.Split('|', StringSplitOptions.RemoveEmptyEntries), Words.Split(line));

    [Fact]
    public void A_word_that_is_longer_than_the_limit_is_left_out() =>
        Assert.Equal([new string('ក', Words.MaxLength)], Words.Split($"{new string('ក', Words.MaxLength)} {new string('ក', Words.MaxLength + 1)}"));

    [Fact]
    public void The_splits_share_no_word_and_lose_none()
    {
        var words = Enumerable.Range(0x1780, 30).SelectMany(first => Enumerable.Range(0x1780, 30).Select(second => $"{(char)first}{(char)second}")).ToList();

        var (train, unseen) = Words.Divide(words.Append(string.Join(' ', words.First(Words.IsUnseen), words.First(word => !Words.IsUnseen(word)))));

        Assert.Equal(words.Order(StringComparer.Ordinal), train.Concat(unseen).Order(StringComparer.Ordinal));
        Assert.Empty(train.Intersect(unseen));
        Assert.InRange(unseen.Count, 60, 120);
    }

    /// <summary>Khmer puts no blank between words: what stands between blanks may have an unseen word in its middle, at its beginning or at its end.</summary>
    [Fact]
    public void What_has_an_unseen_word_in_it_is_not_trained_from()
    {
        var words = Enumerable.Range(0x1780, 30).SelectMany(first => Enumerable.Range(0x1780, 30).Select(second => $"{(char)first}{(char)second}")).ToList();
        var (unseen, seen) = (words.First(Words.IsUnseen), words.First(word => !Words.IsUnseen(word)));
        string[] lines = [unseen, seen, .. Compounds(unseen), .. Compounds(seen)];

        var (train, measured) = Words.Divide(lines);

        // A compound may itself be one of the words that are kept out.
        Assert.Equal(lines.Where(line => !line.Contains(' ', StringComparison.Ordinal) && Words.IsUnseen(line)).Order(StringComparer.Ordinal), measured);
        Assert.DoesNotContain(train, line => line.Contains(unseen, StringComparison.Ordinal));
        Assert.Contains(train, line => line.Contains(seen, StringComparison.Ordinal));

        static string[] Compounds(string word) => [$"{word}ាាា", $"ហហហ{word}", $"ហហហ{word}ាាា", $"{word}ាាា ហហហ{word}"];
    }

    /// <summary>The figures of the sample are for words that it has not seen: here it is checked in the files that it reads.</summary>
    [Fact]
    public void No_line_that_the_sample_trains_from_has_an_unseen_word()
    {
        var unseen = Repository.CorpusOfTheSample("unseen.txt").Select(KhmerNormalizer.Normalize).ToList();

        Assert.NotEmpty(unseen);
        Assert.All(
            Repository.CorpusOfTheSample("train.txt").Select(KhmerNormalizer.Normalize),
            line => Assert.DoesNotContain(unseen, word => line.Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>CTC can't say more characters than there are columns, and needs one more between two that are equal.</summary>
    [Fact]
    public void Every_line_of_the_sample_has_columns_for_its_characters()
    {
        using var renderer = new LineRenderer();
        var lines = Repository.CorpusOfTheSample("train.txt").Concat(Repository.CorpusOfTheSample("unseen.txt"));

        Assert.All(lines, line => Assert.All(Repository.Fonts, font =>
        {
            Assert.True(renderer.TryRender(line, font, SmallCorpus.Height, out var drawn, out var reason), reason);
            Assert.InRange(drawn.Image.Width / LineEncoder.ColumnWidth, line.Length + line.Zip(line[1..]).Count(pair => pair.First == pair.Second), int.MaxValue);
        }));
    }
}
