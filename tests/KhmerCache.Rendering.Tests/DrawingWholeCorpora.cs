using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace KhmerCache.Rendering.Tests;

/// <summary>Every picture of a real corpus in every font, as it comes out of the cache.</summary>
public sealed class DrawingWholeCorpora(CorpusPictures pictures, ITestOutputHelper output) : IClassFixture<CorpusPictures>
{
    private const int Height = 32;
    private const string QuickStart = "QuickStart";
    private const string Shared = "libreoffice_help.mpl-2.0.txt";

    // Single words, few of which have both high and low ink.
    private const string Words = "words_sbbic_words.mit.txt";

    private static readonly string[] Names = [QuickStart, .. RealText.TestEverything ? RealText.SharedNames : [Shared]];

    public static TheoryData<string> Corpora => [.. Names];

    public static TheoryData<string> CorporaOfLines => [.. Names.Where(name => name != Words)];

    [SkippableTheory]
    [MemberData(nameof(Corpora))]
    public void Each_has_a_white_row_above_and_below_its_ink_and_its_margins_beside_it(string corpus) => Assert.All(Seen(corpus), font =>
    {
        Assert.Empty(font.WithoutBorder);
        Assert.Empty(font.WithWideMargins);
    });

    [SkippableTheory]
    [MemberData(nameof(Corpora))]
    public void Each_shows_all_ink_of_its_line_and_nothing_else(string corpus) => Assert.All(Seen(corpus), font => Assert.Empty(font.WithOtherInk));

    [SkippableTheory]
    [MemberData(nameof(CorporaOfLines))]
    public void The_median_ink_is_at_least_six_tenths_of_the_height(string corpus) =>
        Assert.All(Tell(Seen(corpus)), font => Assert.InRange(font.MedianInkShare, 0.6, (Height - 2.0) / Height));

    [SkippableFact]
    public void The_median_ink_of_single_words_is_at_least_half_of_the_height()
    {
        Skip.IfNot(RealText.TestEverything, "A dictionary takes half a minute: KHMERCACHE_TEST_EVERYTHING=1.");

        Assert.All(Tell(Seen(Words)), font => Assert.InRange(font.MedianInkShare, 0.5, (Height - 2.0) / Height));
    }

    private SeenFont[] Tell(SeenFont[] fonts)
    {
        foreach (var font in fonts)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{font.Name,-26} em {font.Em,6:F3} px   median ink {font.MedianInkShare,6:P1} of the height   {font.Shrunk,4} of {font.Pictures} pictures made smaller"));
        }

        return fonts;
    }

    private SeenFont[] Seen(string corpus)
    {
        var lines = corpus == QuickStart ? Repository.Lines : RealText.Shared(corpus);
        Skip.If(lines is null, RealText.SharedMissing);
        var fonts = pictures.Of(corpus, lines!, Height);

        // Nearly every line has a picture in every font; or else what is said of all pictures says little.
        Assert.Equal(Repository.Fonts.Length, fonts.Length);
        Assert.All(fonts, font => Assert.InRange(font.Pictures, 0.95 * lines!.Length, lines.Length));
        return fonts;
    }
}
