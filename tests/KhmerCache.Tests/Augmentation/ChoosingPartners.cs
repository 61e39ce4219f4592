using KhmerCache.Augmentation;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

public sealed class ChoosingPartners
{
    private static readonly AugmentationPipeline Always = new(AugmentationOptions.None with { ConcatenationProbability = 1 });

    [Fact]
    public void A_sample_is_never_its_own_partner()
    {
        for (var index = 0; index < 3000; index++)
        {
            var count = 2 + index % 3;
            Assert.True(Always.TryChoosePartner(1, 0, index % count, count, out var partner));
            Assert.InRange(partner, 0, count - 1);
            Assert.NotEqual(index % count, partner);
        }
    }

    [Fact]
    public void A_dataset_of_one_has_no_partners()
    {
        Assert.False(Always.TryChoosePartner(1, 0, 0, 1, out var partner));
        Assert.Equal(-1, partner);
    }

    /// <summary>Chi-square with 9 degrees of freedom: above 33.7 in one of 10,000 seeds; this seed is fixed.</summary>
    [Fact]
    public void Partners_are_uniform_over_the_others()
    {
        const int Draws = 10_000;
        var counts = new int[11];
        for (var epoch = 0; epoch < Draws; epoch++)
        {
            Assert.True(Always.TryChoosePartner(1, epoch, 4, counts.Length, out var partner));
            counts[partner]++;
        }

        var expected = Draws / 10.0;
        Assert.True(counts.Where((_, index) => index != 4).Sum(count => (count - expected) * (count - expected) / expected) < 33.7);
    }

    [Fact]
    public void Partners_come_as_often_as_the_probability_says()
    {
        var pipeline = new AugmentationPipeline(AugmentationOptions.Default with { ConcatenationProbability = 0.25 });
        var joined = Enumerable.Range(0, 4000).Count(index => pipeline.TryChoosePartner(1, 0, index, 4000, out _));

        // 1000 ± five standard deviations of a binomial.
        Assert.InRange(joined, 863, 1137);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void An_index_outside_the_dataset_is_refused(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(index), () => Always.TryChoosePartner(1, 0, index, 5, out _));
}
