using System.Text;
using KhmerCache.Datasets;
using Xunit;

namespace KhmerCache.Tests;

public sealed class ChoosingFonts
{
    private static readonly FontDescriptor[] Fonts = [.. Enumerable.Range(0, 8).Select(i => SmallCache.Font($"fonts/{i}.ttf"))];
    private static readonly byte[][] Texts = [.. Enumerable.Range(0, 8000).Select(i => Encoding.UTF8.GetBytes($"text {i}"))];

    // Guards against hashes that change from run to run, as Python's did: a figure that was computed in another process.
    [Fact]
    public void The_font_of_a_text_is_the_same_in_every_run() =>
        Assert.Equal("46772010300645752152", string.Concat(Texts.Take(20).Select(text => FontChoice.ForEvaluation(text, Fonts))));

    [Fact]
    public void The_font_of_a_text_does_not_depend_on_the_order_of_the_fonts()
    {
        FontDescriptor[] turned = [.. Fonts.Reverse()];

        Assert.All(Texts, text => Assert.Same(Fonts[FontChoice.ForEvaluation(text, Fonts)], turned[FontChoice.ForEvaluation(text, turned)]));
    }

    [Fact]
    public void Each_font_gets_its_share_of_the_texts()
    {
        var counts = Texts.CountBy(text => FontChoice.ForEvaluation(text, Fonts)).ToDictionary();

        // 1,000 expected each, standard deviation 30.
        Assert.All(Enumerable.Range(0, Fonts.Length), font => Assert.InRange(counts[font], 850, 1150));
    }

    [Fact]
    public void A_font_that_is_added_takes_over_only_its_own_share()
    {
        FontDescriptor[] more = [.. Fonts, SmallCache.Font("fonts/new.ttf")];

        Assert.All(Texts, text => Assert.True(
            FontChoice.ForEvaluation(text, more) == Fonts.Length || FontChoice.ForEvaluation(text, more) == FontChoice.ForEvaluation(text, Fonts)));
    }

    [Fact]
    public void A_line_is_trained_in_as_many_fonts_as_asked_for()
    {
        Assert.All(Texts.Take(100), text => Assert.Equal(3, FontChoice.ForTraining(text, Fonts, 3, seed: 1).Distinct().Count()));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], FontChoice.ForTraining(Texts[0], Fonts, 0, seed: 1));
        Assert.Contains(Texts, text => !FontChoice.ForTraining(text, Fonts, 3, seed: 1).SequenceEqual(FontChoice.ForTraining(text, Fonts, 3, seed: 2)));
    }

    [Fact]
    public void Over_the_epochs_a_sample_is_shown_in_every_font_about_equally_often()
    {
        var counts = new int[8];
        for (var epoch = 0; epoch < 4000; epoch++)
        {
            counts[FontChoice.ForSample(seed: 7, epoch, index: 3, counts.Length)]++;
        }

        // Chi-square with 7 degrees of freedom: 24.3 is exceeded once in a thousand times, and the seed is fixed.
        Assert.InRange(counts.Sum(count => Math.Pow(count - 500, 2) / 500), 0, 24.3);
    }
}
