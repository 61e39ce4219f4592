using KhmerCache.Augmentation;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Tests.Loading;

/// <summary>What stands in a batch: the sample that the dataset shows, with its targets; and what becomes of one without an image.</summary>
public sealed class ShowingSamples : IDisposable
{
    private readonly SmallCorpus _corpus = new(90);
    private readonly ImageCache _cache;

    public ShowingSamples() => _cache = _corpus.OpenCache();

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void A_batch_has_what_the_dataset_shows_of_each_sample(double augmentProbability)
    {
        var dataset = _corpus.Open(
            options: new() { Seed = 2, AugmentProbability = augmentProbability, Augmentation = new() { ConcatenationProbability = 0.4 } }, cache: _cache);
        foreach (var batch in new BatchLoader(dataset, new() { BatchSize = 11, Shuffle = true, WidthBuckets = 2, Threads = 2 }).Enumerate(epoch: 1))
        {
            using (batch)
            {
                Assert.Equal(batch.Widths.Max(), batch.Width);
                for (var n = 0; n < batch.Count; n++)
                {
                    var sample = dataset.GetSample(batch.Indices[n], epoch: 1);
                    Assert.Equal((sample.Text, sample.Font, sample.Image.Width), (batch.Texts[n], batch.Fonts[n], batch.Widths[n]));
                    Assert.Equal(sample.Image.Pixels.ToArray().Select(pixel => pixel / 127.5 - 1), BatchCopy.Picture(batch, n).Select(value => (double)value), (one, other) => Math.Abs(one - other) < 1e-5);
                }
            }
        }
    }

    [Fact]
    public void As_many_samples_are_augmented_as_was_asked_for()
    {
        var plain = _corpus.Open(cache: _cache);
        int Altered(double probability, string split = "train")
        {
            var options = new KhmerCorpusDatasetOptions { AugmentProbability = probability, Augmentation = AugmentationOptions.None with { ContrastProbability = 1 } };
            var dataset = _corpus.Open(split, options, _cache);
            return Enumerable.Range(0, 30).Sum(epoch => Enumerable.Range(0, 90).Count(index => dataset.Plan(index, epoch).IsAugmented));
        }

        // Of 2,700, four standard deviations to either side.
        Assert.InRange(Altered(0.3), 810 - 96, 810 + 96);
        Assert.Equal((0, 2700, 0, 0), (Altered(0), Altered(1), Altered(1, "val"), Altered(1, "test")));
        Assert.Equal(plain.GetSample(3).Image.Width, _corpus.Open("val", new() { AugmentProbability = 1 }, _cache).GetSample(3).Image.Width);
    }

    [Fact]
    public void Joined_samples_have_both_labels_and_both_pictures()
    {
        var joined = _corpus.Open(options: new() { AugmentProbability = 1, Augmentation = AugmentationOptions.None with { ConcatenationProbability = 1 } }, cache: _cache);
        var plan = joined.Plan(7, epoch: 0);
        var (left, right) = (plan.Image.ToImage(), plan.PartnerImage.ToImage());

        var sample = joined.GetSample(7);

        Assert.Equal($"{_corpus.Texts[7]} {_corpus.Texts[plan.Partner]}", sample.Text);
        Assert.Equal(left.Width + 8 + right.Width, sample.Image.Width);
        for (var y = 0; y < sample.Image.Height; y++)
        {
            var row = sample.Image.Pixels.Slice(y * sample.Image.Width, sample.Image.Width);
            Assert.True(row[..left.Width].SequenceEqual(left.Pixels.Slice(y * left.Width, left.Width)));
            Assert.False(row.Slice(left.Width, 8).ContainsAnyExcept(byte.MaxValue));
            Assert.True(row[^right.Width..].SequenceEqual(right.Pixels.Slice(y * right.Width, right.Width)));
        }
    }

    [Fact]
    public void Fonts_of_training_are_uniform_and_follow_from_seed_epoch_and_index()
    {
        var (one, same, other) = (_corpus.Open(options: new() { Seed = 4 }, cache: _cache), _corpus.Open(options: new() { Seed = 4 }, cache: _cache), _corpus.Open(options: new() { Seed = 5 }, cache: _cache));
        string FontOf(KhmerCorpusDataset dataset, int index, int epoch) => dataset.TryFind(index, epoch, out var font, out _) ? font.Path : "";

        var counts = Enumerable.Range(0, 40).SelectMany(epoch => Enumerable.Range(0, 90).Select(index => FontOf(one, index, epoch))).CountBy(path => path).ToDictionary();

        // Chi-square with two degrees of freedom: above 13.8 once in a thousand seeds.
        Assert.Equal(3, counts.Count);
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - 1200, 2) / 1200), 0, 13.8);
        Assert.All(Enumerable.Range(0, 90), index => Assert.Equal(FontOf(one, index, 6), FontOf(same, index, 6)));
        Assert.Contains(Enumerable.Range(0, 90), index => FontOf(one, index, 6) != FontOf(other, index, 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_damaged_image_is_drawn_again_or_passed_over_and_is_a_miss_either_way(int threads)
    {
        using var corpus = new SmallCorpus(20);
        corpus.Damage(corpus.Texts[5]);
        var reported = new List<Diagnostic>();
        using var cache = corpus.OpenCache(new() { Log = Report });
        var loader = new BatchLoader(corpus.Open(cache: cache), new() { BatchSize = 8, Threads = threads });

        Assert.Equal(Enumerable.Range(0, 20).Except([5]), loader.Enumerate().SelectMany(batch => batch.Indices));
        Assert.Equal((19, 1), (cache.GetStats().Hits, cache.GetStats().Misses));
        Assert.Contains("Error loading cached image", Assert.Single(reported).Message, StringComparison.Ordinal);

        using var drawing = corpus.OpenCache(new() { Renderer = new MadeUpRenderer(), Log = Report });
        var complete = new BatchLoader(corpus.Open(cache: drawing), new() { BatchSize = 8, Threads = threads }).Enumerate().ToArray();
        Assert.Equal(Enumerable.Range(0, 20), complete.SelectMany(batch => batch.Indices));
        Assert.Equal(
            MadeUpRenderer.Picture(corpus.Texts[5], complete[0].Fonts[5]).Pixels.ToArray().Select(pixel => pixel / 127.5 - 1),
            BatchCopy.Picture(complete[0], 5).Select(value => (double)value),
            (one, other) => Math.Abs(one - other) < 1e-5);

        void Report(Diagnostic diagnostic)
        {
            lock (reported)
            {
                reported.Add(diagnostic);
            }
        }
    }

    [Fact]
    public void Without_the_cache_every_image_is_drawn_and_none_is_kept()
    {
        var renderer = new MadeUpRenderer();
        using var cache = _corpus.OpenCache(new() { Renderer = renderer });
        var dataset = _corpus.Open(options: new() { UseCache = false }, cache: cache);

        Assert.Equal(180, Enumerable.Range(0, 2).Sum(epoch => new BatchLoader(dataset).Enumerate(epoch).Sum(batch => batch.Count)));

        Assert.Equal(180, renderer.Drawn.Count);
        Assert.Equal((0, 180), (cache.GetStats().Hits, cache.GetStats().Misses));
        Assert.Contains("Renderer", Assert.Throws<ArgumentException>(() => _corpus.Open(options: new() { UseCache = false }, cache: _cache)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_for_attention_and_for_ctc_are_the_same_characters()
    {
        var vocabulary = Vocabulary.FromTexts(_corpus.Texts);
        foreach (var batch in new BatchLoader(_corpus.Open(cache: _cache), new() { BatchSize = 8, Vocabulary = vocabulary }))
        {
            using (batch)
            {
                var (start, longest) = (0, batch.TargetLengths.Max());
                for (var n = 0; n < batch.Count; n++)
                {
                    var ctc = batch.CtcTargets[start..(start += batch.CtcTargetLengths[n])];
                    Assert.Equal(vocabulary.Encode(batch.Texts[n]), ctc);
                    Assert.Equal(
                        [Vocabulary.StartOfSequence, .. ctc, Vocabulary.EndOfSequence, .. new int[longest - batch.TargetLengths[n]]],
                        batch.Targets[(n * longest)..((n + 1) * longest)]);
                }

                Assert.Equal(start, batch.CtcTargets.Length);
            }
        }
    }

    [Fact]
    public void Grey_batches_are_the_same_pictures_in_a_quarter_of_the_memory()
    {
        var dataset = _corpus.Open(cache: _cache);
        var floats = new BatchLoader(dataset, new() { BatchSize = 8 }).Enumerate().First();
        var greys = new BatchLoader(dataset, new() { BatchSize = 8, Pixels = BatchPixels.Grey }).Enumerate().First();

        Assert.Equal(greys.GreyImages.ToArray().Select(pixel => pixel / 127.5 - 1), floats.Images.ToArray().Select(value => (double)value), (one, other) => Math.Abs(one - other) < 1e-5);
        Assert.Contains(nameof(Batch.GreyImages), Assert.Throws<InvalidOperationException>(() => greys.Images).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => floats.GreyImages);
        greys.Dispose();
        Assert.Throws<ObjectDisposedException>(() => greys.GreyImages);
    }

    [Fact]
    public void A_dataset_is_a_list_and_may_open_its_cache_itself()
    {
        using var dataset = KhmerCorpusDataset.Open(_corpus.Split("val"), SmallCorpus.Fonts, new() { CacheDir = _corpus.Path });

        Assert.Equal(90, dataset.Count);
        Assert.Equal(_corpus.Texts, dataset.Select(sample => sample.Text));
        Assert.Equal(dataset.GetSample(4).Image.Pixels.ToArray(), dataset[4].Image.Pixels.ToArray());
        Assert.Throws<KhmerCacheException>(() => KhmerCorpusDataset.Open(_corpus.Split("val"), SmallCorpus.Fonts, new() { CacheDir = Path.Combine(_corpus.Path, "nowhere") }));
    }

    public void Dispose()
    {
        _cache.Dispose();
        _corpus.Dispose();
    }
}
