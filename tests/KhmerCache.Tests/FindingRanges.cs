using KhmerCache.Storage;
using Xunit;

namespace KhmerCache.Tests;

/// <summary>Which segments may hold a text is found without looking at each of them.</summary>
public sealed class FindingRanges
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(8, 100)]
    [InlineData(9, 100)]
    [InlineData(33, 1)]
    [InlineData(64, 20)]
    [InlineData(65, 100)]
    [InlineData(200, 7)]
    [InlineData(300, 10_000)]
    public void Each_range_that_holds_a_hash_is_found_once_and_no_other(int count, int longest)
    {
        var random = new Random(count);
        for (var round = 0; round < 20; round++)
        {
            // Short ones and long ones, equal ones, empty ones as those of segments without a line, and in half of the rounds the ends of what a hash can be.
            var ranges = Enumerable.Range(0, count).Select(_ => Any(random, longest, round % 2 == 0)).ToArray();
            var index = new HashRangeIndex(ranges);
            foreach (var hash in ranges.SelectMany(range => new[] { range.First, range.Last, range.First - 1, range.Last + 1 }).Concat<ulong>([0, 500, ulong.MaxValue]))
            {
                Assert.Equal(Enumerable.Range(0, count).Where(place => ranges[place].Holds(hash)), Found(index, hash).Order());
            }
        }
    }

    [Fact]
    public void Those_that_begin_alike_are_found_in_the_order_they_were_given_in()
    {
        var index = new HashRangeIndex([.. Enumerable.Range(0, 40).Select(range => new HashRange(7, 7UL + (ulong)range))]);

        Assert.Equal(Enumerable.Range(3, 37), Found(index, 10));
    }

    /// <summary>Of segments in canonical form, and of one large segment with many of a single line beside it, one or two are looked at, however many there are.</summary>
    [Fact]
    public void The_larger_ones_do_not_have_the_others_looked_at()
    {
        var points = Enumerable.Range(0, 7000).Select(line => new HashRange(10UL * (ulong)line, 10UL * (ulong)line));
        var index = new HashRangeIndex([HashRange.All, .. points]);

        Assert.Equal([0, 6001], Found(index, 60_000));
        Assert.Equal([0], Found(index, 60_001));
    }

    private static List<int> Found(HashRangeIndex index, ulong hash)
    {
        var found = new List<int>();
        for (var place = index.Next(hash, -1); place >= 0; place = index.Next(hash, place))
        {
            found.Add(index[place]);
        }

        return found;
    }

    private static HashRange Any(Random random, int longest, bool isAtAnEnd)
    {
        var (first, length) = ((ulong)random.Next(1000), (ulong)random.Next(longest));
        return random.Next(10) switch
        {
            0 => new HashRange(1, 0),
            1 when isAtAnEnd => HashRange.All,
            2 when isAtAnEnd => new HashRange(ulong.MaxValue - length, ulong.MaxValue),
            _ => new HashRange(first, first + length),
        };
    }
}
