using KhmerCache.Tool.Surveys;

namespace KhmerCache.Tool.Tests;

public sealed class CountingValues
{
    [Fact]
    public void Mean_and_quantiles_are_those_of_the_values()
    {
        var histogram = new Histogram();
        foreach (var value in new[] { 7, 3, 9, 3 })
        {
            histogram.Add(value);
        }

        Assert.Equal((4, 3, 9, 5.5), (histogram.Total, histogram.Min, histogram.Max, histogram.Mean));
        Assert.Equal([3, 3, 3, 7, 9], new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(histogram.Quantile));
    }

    [Fact]
    public void Bins_hold_every_value_once()
    {
        var histogram = new Histogram();
        histogram.Add(0, times: 2);
        histogram.Add(4);
        histogram.Add(10, times: 3);

        Assert.Equal([3, 0, 3], histogram.Bins(5));
        Assert.Equal([2, 0, 1, 0, 0, 3], histogram.Bins(2));
    }

    [Fact]
    public void What_others_counted_is_added()
    {
        var (one, other) = (new Histogram(), new Histogram());
        one.Add(2);
        other.Add(2);
        other.Add(100);

        one.Add(other);

        Assert.Equal((3, 2, 100), (one.Total, one.Min, one.Max));
        Assert.Equal(2, one.Counts[2]);
    }

    [Fact]
    public void Nothing_counted_is_nothing()
    {
        var histogram = new Histogram();

        Assert.Equal((0, 0, -1, 0.0, 0), (histogram.Total, histogram.Min, histogram.Max, histogram.Mean, histogram.Quantile(0.5)));
        Assert.Empty(histogram.Bins(10));
    }
}
