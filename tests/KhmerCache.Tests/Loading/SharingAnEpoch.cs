using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Tests.Loading;

/// <summary>Guards against samples that are trained on twice or never, and against ranks that wait for one another for ever because one has a batch more.</summary>
public sealed class SharingAnEpoch : IDisposable
{
    private const int MostSamples = 300;

    private readonly SmallCorpus _corpus = new(MostSamples);
    private readonly ImageCache _cache;

    public SharingAnEpoch() => _cache = _corpus.OpenCache();

    private static Gen<Case> Cases =>
        from count in Gen.Choose(1, MostSamples)
        from batchSize in Gen.Frequency((3, Gen.Choose(1, 40)), (1, Gen.Constant(1)))
        from worldSize in Gen.Choose(1, 7)
        from buckets in Gen.Elements(0, 1, 4, 50)
        from budget in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 120_000)))
        from shuffle in Gen.Elements(false, true)
        from ranges in Gen.Elements(0, 1, 2, 7, 64, 1000)
        from dropLast in Gen.Elements(false, true)
        from epoch in Gen.Choose(0, 1000)
        select new Case(count, epoch, new() { BatchSize = batchSize, WorldSize = worldSize, WidthBuckets = buckets, PixelBudget = budget, Shuffle = shuffle, QuasiRandomRanges = shuffle ? ranges : 0, DropLast = dropLast, Threads = 0 });

    [Property(MaxTest = 150)]
    public Property Every_sample_of_an_epoch_goes_to_one_rank_and_all_ranks_have_as_many_batches() => Prop.ForAll(Arb.From(Cases), example =>
    {
        var (count, epoch, options) = example;
        if (options.WorldSize > count && !options.DropLast)
        {
            var error = Assert.Throws<KhmerCacheException>(() => Ranks(example));
            Assert.Equal(DiagnosticCodes.Configuration, error.Diagnostic.Code);
            Assert.Contains($"has {count} samples, too few for {options.WorldSize} ranks", error.Message, StringComparison.Ordinal);
            return;
        }

        var ranks = Ranks(example);
        var seen = ranks.SelectMany(batches => batches).SelectMany(indices => indices).ToArray();

        Assert.Single(ranks.Select(batches => batches.Length).Distinct());
        Assert.Equal(seen.Length, seen.Distinct().Count());
        Assert.All(ranks.SelectMany(batches => batches), indices => Assert.NotEmpty(indices));
        Assert.InRange(seen.Length, options.DropLast ? 0 : count, count);
        if (options.DropLast)
        {
            // The most samples of a batch: as many of the narrowest as the budget holds.
            var narrowest = Enumerable.Range(0, count).Min(index => SmallCache.Run(_corpus.Texts[index]).Width);
            var most = options.PixelBudget == 0 ? options.BatchSize : Math.Max(1, (int)(options.PixelBudget / (SmallCache.ImageHeight * narrowest)));
            Assert.InRange(count - seen.Length, 0, most * options.WorldSize - 1);
        }

        var loader = new BatchLoader(Dataset(count), options);
        Assert.Equal(ranks[0].Length, loader.CountBatches(epoch));
    });

    [Property(MaxTest = 100)]
    public Property No_batch_has_more_samples_or_pixels_than_it_was_given() => Prop.ForAll(Arb.From(Cases), example =>
    {
        var (count, epoch, options) = example;
        if (options.WorldSize > count)
        {
            return;
        }

        for (var rank = 0; rank < options.WorldSize; rank++)
        {
            foreach (var batch in new BatchLoader(Dataset(count), options with { Rank = rank }).Enumerate(epoch))
            {
                using (batch)
                {
                    // Where every batch has one sample and the ranks can't share them, some have two.
                    var isIn = options.PixelBudget > 0 ? (long)batch.Count * batch.Height * batch.Width <= options.PixelBudget : batch.Count <= options.BatchSize;
                    Assert.True(isIn || batch.Count == 1 || (batch.Count == 2 && options.WorldSize > 1 && !options.DropLast));
                }
            }
        }
    });

    /// <summary>Guards against ranks that count on a sample that turns out to have no image.</summary>
    [Property(MaxTest = 60)]
    public Property Lines_without_image_are_shared_by_nobody() => Prop.ForAll(Arb.From(Cases), example =>
    {
        var (count, epoch, options) = example;
        using var corpus = new SmallCorpus(_corpus.Texts, (text, font) => text.Length % 7 != 0 && (text.Length % 3 != 0 || font.Path == "b.ttf"));
        var shown = Enumerable.Range(0, count).Where(index => _corpus.Texts[index].Length % 7 != 0).ToArray();
        if (shown.Length < options.WorldSize)
        {
            return;
        }

        using var cache = corpus.OpenCache();
        var dataset = corpus.Open(options: new() { Seed = 3, MaxLines = count }, cache: cache);
        var ranks = Ranks(dataset, epoch, options);
        var seen = ranks.SelectMany(batches => batches).SelectMany(indices => indices).Order().ToArray();

        Assert.Single(ranks.Select(batches => batches.Length).Distinct());
        Assert.Equal(ranks[0].Length, new BatchLoader(dataset, options).CountBatches(epoch));
        if (options.DropLast)
        {
            Assert.Empty(seen.Except(shown));
        }
        else
        {
            Assert.Equal(shown, seen);
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Width_buckets_change_nothing_about_which_samples_an_epoch_has(bool dropLast)
    {
        foreach (var worldSize in new[] { 1, 3 })
        {
            var options = new BatchLoaderOptions { BatchSize = 9, Shuffle = true, WorldSize = worldSize, DropLast = dropLast, Threads = 0 };

            var without = Ranks(new(MostSamples, 2, options)).SelectMany(batches => batches).SelectMany(indices => indices).Order();
            var with = Ranks(new(MostSamples, 2, options with { WidthBuckets = 5 })).SelectMany(batches => batches).SelectMany(indices => indices).Order();

            Assert.Equal(without, with);
        }
    }

    [Fact]
    public void Which_samples_are_dropped_changes_from_epoch_to_epoch_also_where_all_of_them_are_one_pool()
    {
        var options = new BatchLoaderOptions { BatchSize = 40, Shuffle = true, DropLast = true, WidthBuckets = 64, Threads = 0 };

        // 20 of 300 in each of 12 epochs: hardly any of them twice, unless it were always the widest.
        Assert.InRange(Dropped(options, epochs: 12).Distinct().Count(), 120, 240);
    }

    /// <summary>Guards against a budget that leaves out the widest lines in every epoch, so that nobody ever trains on them.</summary>
    [Theory]
    [InlineData(1, 64)]
    [InlineData(1, 5)]
    [InlineData(3, 64)]
    public void So_it_is_with_a_budget_of_pixels(int worldSize, int buckets)
    {
        var options = new BatchLoaderOptions { PixelBudget = 60_000, Shuffle = true, DropLast = true, WidthBuckets = buckets, WorldSize = worldSize, Threads = 0 };

        var dropped = Dropped(options, epochs: 40).ToArray();

        // A ninth of the lines are of the widest sort.
        Assert.InRange(dropped.Length, 20, 40 * 20 * worldSize);
        Assert.InRange(dropped.Count(index => index * 7 % 9 == 8), 0, dropped.Length / 3);
        Assert.Single(Ranks(new(MostSamples, 0, options)).Select(batches => batches.Length).Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_budget_of_pixels_changes_nothing_about_which_samples_an_epoch_has(int worldSize)
    {
        var options = new BatchLoaderOptions { PixelBudget = 60_000, WidthBuckets = 5, Shuffle = true, WorldSize = worldSize, Threads = 0 };

        Assert.Equal(Enumerable.Range(0, MostSamples), Ranks(new(MostSamples, 2, options)).SelectMany(batches => batches).SelectMany(indices => indices).Order());
    }

    [Fact]
    public void What_the_ranks_can_share_they_share_in_halves()
    {
        var ranks = Ranks(new(MostSamples, 0, new() { BatchSize = 100, WorldSize = 2, Threads = 0 }));

        Assert.Equal([100, 50], ranks[0].Select(indices => indices.Length));
        Assert.Equal([100, 50], ranks[1].Select(indices => indices.Length));
    }

    public void Dispose()
    {
        _cache.Dispose();
        _corpus.Dispose();
    }

    private IEnumerable<int> Dropped(BatchLoaderOptions options, int epochs) => Enumerable.Range(0, epochs).SelectMany(epoch =>
        Enumerable.Range(0, MostSamples).Except(Ranks(new(MostSamples, epoch, options)).SelectMany(batches => batches).SelectMany(indices => indices)));

    private int[][][] Ranks(Case example) => Ranks(Dataset(example.Count), example.Epoch, example.Options);

    private static int[][][] Ranks(KhmerCorpusDataset dataset, int epoch, BatchLoaderOptions options) =>
    [
        .. Enumerable.Range(0, options.WorldSize).Select(rank => new BatchLoader(dataset, options with { Rank = rank })
            .Enumerate(epoch).Select(batch =>
            {
                using (batch)
                {
                    return batch.Indices.ToArray();
                }
            }).ToArray()),
    ];

    private KhmerCorpusDataset Dataset(int count) => _corpus.Open(options: new() { Seed = 3, MaxLines = count }, cache: _cache);

    /// <summary>An epoch.</summary>
    private sealed record Case(int Count, int Epoch, BatchLoaderOptions Options);
}
