using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace KhmerCache.Rendering.Tests;

/// <summary>Real lines in all fonts at heights from the smallest to the largest.</summary>
public sealed class DrawingAtEveryHeight(CorpusPictures pictures, ITestOutputHelper output) : IClassFixture<CorpusPictures>
{
    /// <summary>Where rounding to pixels is too small to see.</summary>
    private const int Greatest = 256;

    /// <summary>What a baseline, a first and a last row on whole pixels may take from the ink.</summary>
    private const double LostRows = 2.5;

    private const int Parts = 4;

    private static readonly string[] Lines = [.. Repository.Lines.Where((_, index) => index % 20 == 0)];

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(128)]
    [InlineData(Greatest)]
    public void Each_picture_shows_all_ink_within_a_white_border(int height) => Assert.All(Seen(height), font =>
    {
        Assert.Empty(font.WithoutBorder);
        Assert.Empty(font.WithWideMargins);
        Assert.Empty(font.WithOtherInk);
    });

    [Theory]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(128)]
    public void The_median_ink_is_at_least_six_tenths_of_the_height_and_much_the_same_part_of_it(int height) =>
        Assert.All(Seen(height).Zip(Seen(Greatest)), font =>
        {
            var (here, greatest) = font;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{here.Name,-26} {height,3} px   median ink {here.MedianInkShare,6:P1}, {greatest.MedianInkShare:P1} at {Greatest} px"));
            Assert.InRange(here.MedianInkShare, 0.6, 1);
            Assert.InRange(here.MedianInkRows - greatest.MedianInkShare * height, -LostRows, LostRows);
        });

    /// <summary>An error in the layout that only some heights have would move ink; the pictures are laid on each other by pen and baseline, nothing is searched for.</summary>
    [Fact]
    public void Each_picture_is_the_one_at_the_greatest_height_made_smaller()
    {
        // Rounding to pixels takes more the fewer there are; a baseline or a mark that is a row off takes more than that.
        (int Height, double Median, double Least)[] bounds = [(24, 0.99, 0.93), (32, 0.993, 0.94), (48, 0.995, 0.97), (64, 0.997, 0.97), (96, 0.998, 0.98), (128, 0.998, 0.98)];
        int[] heights = [.. bounds.Select(bound => bound.Height)];
        var found = Repository.Fonts.AsParallel().AsOrdered()
            .Select((font, index) => Correlate(font, [.. Lines.Where((_, line) => line % Parts == index % Parts)], heights)).SelectMany(font => font).ToArray();

        Assert.All(bounds, bound =>
        {
            var pictures = found.Where(picture => picture.Height == bound.Height).OrderBy(picture => picture.Value).ToArray();
            var (least, median) = (pictures[0], pictures[pictures.Length / 2].Value);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{bound.Height,3} px, {pictures.Length} pictures: median {median:F4}, least {least.Value:F4} ({least.Font}, {least.Text})"));
            Assert.InRange(median, bound.Median, 1);
            Assert.InRange(least.Value, bound.Least, 1);
        });
    }

    private static List<(int Height, double Value, string Font, string Text)> Correlate(FontDescriptor font, string[] lines, int[] heights)
    {
        using var renderer = new LineRenderer();
        var found = new List<(int Height, double Value, string Font, string Text)>();
        foreach (var text in lines)
        {
            var large = Draw(text, Greatest);
            var picture = new ScaledPicture(large.Image);
            foreach (var height in heights)
            {
                var small = Draw(text, height);
                var value = picture.Correlate(
                    (large.Run.OriginX, large.Recipe!.Baseline), small.Image, (small.Run.OriginX, small.Recipe!.Baseline), SizeOf(large) / SizeOf(small));
                found.Add((height, value, font.Name, text));
            }
        }

        return found;

        RenderedLine Draw(string text, int height)
        {
            Assert.True(renderer.TryRender(text, font, height, out var line, out var reason), reason);
            return line;
        }

        static double SizeOf(RenderedLine line) => line.Recipe!.ShrunkSize(line.Run.Shrink);
    }

    private SeenFont[] Seen(int height)
    {
        var seen = pictures.Of("heights", Lines, height);
        Assert.All(seen, font => Assert.Equal(Lines.Length, font.Pictures));
        return seen;
    }
}
