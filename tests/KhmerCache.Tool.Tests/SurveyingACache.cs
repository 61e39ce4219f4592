using System.Text;
using KhmerCache.Storage;
using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Tests;

public sealed class SurveyingACache : IDisposable
{
    private readonly Workspace _workspace = new();

    public SurveyingACache() => _workspace.Pregenerate("--lint", "never").Exits(0);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void It_counts_what_stats_counts()
    {
        var survey = Survey();

        Assert.Equal(Workspace.Images, survey.Images);
        Assert.Equal(Workspace.TrainLines + Workspace.ValLines, survey.Labels);
        Assert.Equal(0, survey.Damage.Count);
        Assert.Equal(
            _workspace.Run("stats").Json["fonts"]!.AsObject().Select(font => (font.Key, (long)font.Value!)), survey.Fonts.Select(font => (font.FontPath, font.Images)));
    }

    [Fact]
    public void Images_belong_to_the_splits_whose_corpora_have_their_labels()
    {
        _workspace.Write("corpus/val.txt", [.. Repository.Val(Workspace.ValLines), Repository.Train(1)[0], "បន្ទាត់ថ្មី"]);

        var survey = Survey("train", "val");

        Assert.Equal(
            [new SplitSurvey("train", 8, 8, 16), new SplitSurvey("val", 6, 5, 6)], survey.Splits);
        Assert.Equal([16, 6], Enumerable.Range(0, 2).Select(split => survey.Fonts.Sum(font => font.ImagesOfSplits[split])));
    }

    [Fact]
    public void Without_corpora_nobody_knows_the_splits() => Assert.Empty(Survey().Splits);

    [Fact]
    public void Widths_and_ink_are_those_of_the_pixels()
    {
        using var cache = CacheReader.Open(new CacheFolder(_workspace.Cache));
        var images = cache.ReadAll().Select(image => (image.Recipe.FontPath, Image: image.Image.ToImage())).ToArray();

        var survey = CacheSurvey.Of(cache);

        Assert.Equal(CountsOf(images.Select(image => image.Image.Width)), CountsOf(survey.Widths));
        Assert.All(survey.Fonts, font => Assert.Equal(
            CountsOf(images.Where(image => image.FontPath == font.FontPath).Select(image => InkRows(image.Image))), CountsOf(font.InkRows)));
        Assert.Equal(CountsOf(images.Select(image => (InkRows(image.Image) + 1) / 2)), CountsOf(survey.InkShares(steps: 16)));
    }

    [Fact]
    public void Lengths_and_characters_are_those_of_the_labels()
    {
        string[] labels = [.. Repository.Train(Workspace.TrainLines), .. Repository.Val(Workspace.ValLines)];

        var survey = Survey();

        Assert.Equal(CountsOf(labels.Select(label => label.EnumerateRunes().Count())), CountsOf(survey.TextLengths));
        Assert.Equal(labels.SelectMany(label => label.EnumerateRunes()).Distinct().Order(), survey.Characters.Select(character => character.Character));
        Assert.All(survey.Characters, character => Assert.Equal(labels.Count(label => label.EnumerateRunes().Contains(character.Character)), character.Labels));
    }

    [Fact]
    public void A_character_is_missing_in_fonts_that_show_no_label_with_it()
    {
        using (var cache = ImageCache.Open(_workspace.Cache))
        {
            cache.CacheImage("ឨ\U0001F600", new FontDescriptor("A", Workspace.FontA, _workspace.PathOf(Workspace.FontA)), new LineImage(40, 32, new byte[40 * 32]));
        }

        var survey = Survey();

        Assert.Equal(
            [("ឨ", 1, 1, Workspace.FontB), ("\U0001F600", 1, 1, Workspace.FontB)],
            survey.Characters.Where(character => character.Character.Value is 0x17A8 or 0x1F600)
                .Select(character => (character.Character.ToString(), character.Labels, character.Images, Assert.Single(character.MissingIn))));
        Assert.Empty(survey.Characters.Single(character => character.Character == new Rune('ក')).MissingIn);
    }

    [Fact]
    public void A_text_in_two_segments_is_one_label()
    {
        _workspace.Pregenerate("--lint", "never", "--image-height", "48").Exits(0);
        using var cache = CacheReader.Open(new CacheFolder(_workspace.Cache));
        Assert.Equal(2, cache.Index.Segments.Count);

        var survey = CacheSurvey.Of(cache);

        Assert.Equal(2 * Workspace.Images, survey.Images);
        Assert.Equal(Workspace.TrainLines + Workspace.ValLines, survey.Labels);
        Assert.Equal([(Workspace.FontA, 32), (Workspace.FontA, 48), (Workspace.FontB, 32), (Workspace.FontB, 48)], survey.Fonts.Select(font => (font.FontPath, font.ImageHeight)));
    }

    [Fact]
    public void An_image_that_can_not_be_read_is_told_and_left_out()
    {
        File.Delete(_workspace.Segment("glyphs"));

        var survey = Survey();

        Assert.Equal(0, survey.Images);
        Assert.Equal(Workspace.Images, survey.Damage.Count);
        Assert.Equal(DiagnosticCodes.Missing, survey.Damage.First!.Code);
        Assert.Empty(survey.Characters);
        Assert.Equal(0, survey.Widths.Quantile(0.5));
    }

    private CacheSurvey Survey(params string[] splits)
    {
        using var reader = CacheReader.Open(new CacheFolder(_workspace.Cache));
        var labels = splits.Length == 0 ? null : SplitLabels.Read([.. splits.Select(split => new SplitDescriptor(split, [_workspace.PathOf($"corpus/{split}.txt")]))]);
        return CacheSurvey.Of(reader, labels);
    }

    private static int InkRows(LineImage image)
    {
        var rows = Enumerable.Range(0, image.Height).Where(row => image.Pixels.Slice(row * image.Width, image.Width).ContainsAnyExcept((byte)255)).ToArray();
        return rows.Length == 0 ? 0 : rows[^1] - rows[0] + 1;
    }

    private static (int Value, long Count)[] CountsOf(IEnumerable<int> values) => [.. values.GroupBy(value => value).OrderBy(value => value.Key).Select(value => (value.Key, value.LongCount()))];

    private static (int Value, long Count)[] CountsOf(Histogram histogram) => [.. histogram.Counts.ToArray().Index().Where(value => value.Item > 0)];
}
