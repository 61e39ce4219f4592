using System.Globalization;
using System.Text;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Tests.Sharding;

/// <summary>The last shard is what everybody waits for: no two may differ by more than two per cent.</summary>
public class CuttingAPlanIntoShards
{
    private const double Tolerance = 0.02;

    public static TheoryData<string, int> RealCorpora
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var corpus in new[] { "kmwiki_5k.cc-by-sa.txt", "libreoffice_help.mpl-2.0.txt", "words_sbbic_words.mit.txt" }.Where(corpus => Repository.SharedCorpus(corpus) is not null))
            {
                data.Add(Repository.SharedCorpus(corpus)!, 8);
                data.Add(Repository.SharedCorpus(corpus)!, 64);
            }

            data.Add(Repository.PathOf("samples/QuickStart/corpus/train.txt"), 8);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RealCorpora))]
    public void Shards_of_a_real_corpus_have_the_same_number_of_images_within_two_per_cent(string corpus, int count)
    {
        using var workspace = new Workspace();
        var split = new SplitDescriptor("train", [corpus]);
        FontDescriptor[] fonts = [.. new[] { Workspace.FontA, Workspace.FontB, "fonts/c.ttf", "fonts/d.ttf" }.Select(path => FontDescriptor.FromPath(path, workspace.PathOf(".")))];
        var options = new PregenerationOptions { CacheDirectory = workspace.Cache, Fonts = fonts, Splits = [split] };
        long whole;
        using (var plan = Plan.Create(options))
        {
            whole = plan.Images;
        }

        var images = Enumerable.Range(1, count).Select(index =>
        {
            using var plan = Plan.Create(options with { Shard = new Shard(index, count) });
            return plan.Images;
        }).ToArray();

        Assert.Equal(whole, images.Sum());
        IsEven(images);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(1000)]
    public void So_have_those_of_a_million_lines_without_a_gap_or_an_overlap(int count)
    {
        var hashes = Enumerable.Range(0, 1_000_000).Select(line => TextHash.Of(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture)))).Order().ToArray();

        // Every tenth line is one to validate with, in one font of eight.
        int Images(int line) => hashes[line] % 10 == 0 ? 1 : 8;
        var ranges = Enumerable.Range(1, count).Select(index => ShardCut.Of(new Shard(index, count), hashes.Length, line => hashes[line], Images).GetOffsetAndLength(hashes.Length)).ToArray();

        Assert.Equal(0, ranges[0].Offset);
        Assert.All(Enumerable.Range(1, count - 1), index => Assert.Equal(ranges[index - 1].Offset + ranges[index - 1].Length, ranges[index].Offset));
        Assert.Equal(hashes.Length, ranges[^1].Offset + ranges[^1].Length);
        IsEven([.. ranges.Select(range => Enumerable.Range(range.Offset, range.Length).Sum(line => (long)Images(line)))]);
    }

    [Fact]
    public void Where_there_are_more_shards_than_lines_each_line_is_in_one_of_them()
    {
        ulong[] hashes = [5, 5, 7, ulong.MaxValue];

        var ranges = Enumerable.Range(1, 9).Select(index => ShardCut.Of(new Shard(index, 9), hashes.Length, line => hashes[line], _ => 2)).ToArray();

        Assert.Equal([0, 1, 2, 3], ranges.SelectMany(range => Enumerable.Range(0, hashes.Length).Take(range)).Order());
        Assert.All(ranges, range => Assert.True(range.GetOffsetAndLength(4) is not (0, 1), "texts of one hash are parted"));
    }

    private static void IsEven(long[] images)
    {
        Assert.InRange(images.Max() - images.Min(), 0, Tolerance * images.Average());
    }
}
