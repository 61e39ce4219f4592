using System.Text;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Tests;

public sealed class IteratingADataset : IDisposable
{
    private static readonly FontDescriptor[] Fonts = [SmallCache.Font("a.ttf"), SmallCache.Font("b.ttf"), SmallCache.Font("c.ttf")];
    private static readonly string[] Texts = [.. Enumerable.Range(0, 50).Select(i => string.Concat(Enumerable.Repeat("កខ", 1 + i % 5)) + i)];

    private readonly TemporaryFolder _folder = new();
    private readonly ImageCache _cache;

    public IteratingADataset()
    {
        SmallCache.Write(_folder.Path, [.. Texts.Select(text => SmallCache.Line(text, [.. Fonts.Select(font => SmallCache.RecipeOf(font.Path))]))]);
        _cache = ImageCache.Open(_folder.Path);
    }

    [Fact]
    public void An_epoch_has_every_line_once_and_the_next_one_in_another_order()
    {
        var loader = new BatchLoader(Open("train"), new() { BatchSize = 8, Shuffle = true });

        var first = loader.Enumerate(epoch: 0).SelectMany(batch => batch.Texts).ToArray();
        var second = loader.Enumerate(epoch: 1).SelectMany(batch => batch.Texts).ToArray();

        Assert.Equal(Texts.Order(StringComparer.Ordinal), first.Order(StringComparer.Ordinal));
        Assert.Equal(Texts.Order(StringComparer.Ordinal), second.Order(StringComparer.Ordinal));
        Assert.NotEqual(first, second);
        Assert.Equal(first, loader.Enumerate(epoch: 0).SelectMany(batch => batch.Texts));
    }

    [Fact]
    public void A_batch_is_padded_with_white_to_its_widest_image()
    {
        var dataset = Open("val");

        foreach (var batch in new BatchLoader(dataset, new() { BatchSize = 7 }).Enumerate())
        {
            Assert.Equal(batch.Widths.Max(), batch.Width);
            Assert.Equal(batch.Count * batch.Height * batch.Width, batch.Images.Length);
            for (var n = 0; n < batch.Count; n++)
            {
                var expected = SmallCache.Draw(SmallCache.RecipeOf(batch.Fonts[n].Path), SmallCache.Run(batch.Texts[n]));
                for (var i = 0; i < batch.Height * batch.Width; i++)
                {
                    var (y, x) = (i / batch.Width, i % batch.Width);
                    var pixel = x < batch.Widths[n] ? expected[y * batch.Widths[n] + x] / 127.5f - 1 : 1f;
                    Assert.Equal(pixel, batch.Images.Span[n * batch.Height * batch.Width + i], tolerance: 1e-5f);
                }
            }
        }
    }

    [Fact]
    public void Targets_start_end_and_are_padded()
    {
        var loaders = CorpusLoaders.Create(_cache, [Split("train")], Fonts, batchSize: 16);

        foreach (var batch in loaders.Train.Enumerate())
        {
            var length = batch.TargetLengths.Max();
            Assert.Equal(batch.Count * length, batch.Targets.Length);
            for (var n = 0; n < batch.Count; n++)
            {
                var ids = batch.Targets[(n * length)..((n + 1) * length)];
                Assert.Equal((Vocabulary.StartOfSequence, Vocabulary.EndOfSequence), (ids[0], ids[batch.TargetLengths[n] - 1]));
                Assert.All(ids[batch.TargetLengths[n]..], id => Assert.Equal(Vocabulary.Padding, id));
                Assert.Equal(batch.Texts[n], loaders.Vocabulary.Decode(ids));
            }
        }
    }

    /// <summary>Guards against the blank of a joined label that becomes an unknown character, which no model can write.</summary>
    [Fact]
    public void Joined_labels_of_words_have_a_blank_that_is_in_the_vocabulary()
    {
        var options = new KhmerCorpusDatasetOptions { AugmentProbability = 1, Augmentation = new() { ConcatenationProbability = 1 } };
        var (loaders, words) = (CorpusLoaders.Create(_cache, [Split("train"), Split("val")], Fonts, batchSize: 16, options), Vocabulary.FromTexts(Texts));
        var dataset = KhmerCorpusDataset.Open(_cache, Split("train"), Fonts, options);

        foreach (var batch in loaders.Train.Enumerate())
        {
            Assert.All(batch.Texts, text => Assert.Contains(' ', text));
            Assert.DoesNotContain(Vocabulary.Unknown, batch.Targets);
        }

        var error = Assert.Throws<ArgumentException>(() => new BatchLoader(dataset, new() { Vocabulary = words }));
        Assert.Contains("lacks U+0020", error.Message, StringComparison.Ordinal);
        Assert.Contains("Vocabulary, or set AugmentationOptions.ConcatenationProbability to 0", error.Message, StringComparison.Ordinal);

        // Where no label has a blank, none is asked for.
        Assert.DoesNotContain(new Rune(' '), CorpusLoaders.Create(_cache, [Split("train")], Fonts, batchSize: 16).Vocabulary.Characters);
        _ = new BatchLoader(KhmerCorpusDataset.Open(_cache, Split("val"), Fonts, options), new() { Vocabulary = words });
        _ = new BatchLoader(dataset, new() { Vocabulary = Vocabulary.FromTexts(Texts, UnknownCharacters.Skip) });
        _ = new BatchLoader(dataset);
    }

    [Fact]
    public void Validation_shows_a_line_in_the_same_font_in_every_epoch_and_training_does_not()
    {
        var (train, val) = (Open("train"), Open("val"));

        Assert.All(Enumerable.Range(0, Texts.Length), i => Assert.Single(Enumerable.Range(0, 6).Select(epoch => val.GetSample(i, epoch).Font).Distinct()));
        Assert.Contains(Enumerable.Range(0, Texts.Length), i => Enumerable.Range(0, 6).Select(epoch => train.GetSample(i, epoch).Font).Distinct().Count() == 3);
    }

    [Fact]
    public void A_font_that_lacks_the_line_gives_way_to_one_that_has_it()
    {
        using var folder = new TemporaryFolder();
        SmallCache.Write(folder.Path, SmallCache.Line("only in b", SmallCache.RecipeOf("b.ttf")));
        using var cache = ImageCache.Open(folder.Path);
        var dataset = KhmerCorpusDataset.Open(cache, Split("train", "only in b"), Fonts);

        Assert.All(Enumerable.Range(0, 20), epoch => Assert.Equal("b.ttf", dataset.GetSample(0, epoch).Font.Path));
    }

    [Fact]
    public void A_line_that_was_not_pregenerated_is_passed_over_and_counted_as_a_miss()
    {
        var dataset = KhmerCorpusDataset.Open(_cache, Split("train", [.. Texts, "not there"]), Fonts);

        Assert.Equal(Texts.Length, new BatchLoader(dataset).Enumerate().Sum(batch => batch.Count));
        Assert.Equal(1, dataset.GetCacheInfo().Misses);
    }

    /// <summary>Guards against misses that are counted once for each rank, each epoch's number of batches, and each look at what there is.</summary>
    [Fact]
    public void Among_several_ranks_a_miss_is_that_of_one()
    {
        var dataset = KhmerCorpusDataset.Open(_cache, Split("train", [.. Texts, "not there", "nor this", "nor that"]), Fonts);
        var ranks = Enumerable.Range(0, 3).Select(rank => new BatchLoader(dataset, new() { BatchSize = 5, WorldSize = 3, Rank = rank })).ToArray();

        Assert.Single(ranks.Select(loader => loader.CountBatches()).Distinct());
        Assert.Equal(0, dataset.GetCacheInfo().Misses);
        Assert.Equal(Texts.Length, ranks.Sum(loader => loader.Enumerate().Sum(batch => batch.Count)));
        Assert.Equal(3, dataset.GetCacheInfo().Misses);
    }

    [Fact]
    public void Another_seed_changes_the_order_and_finds_every_line_of_a_cache_with_few_fonts_a_line()
    {
        using var folder = new TemporaryFolder();
        var split = Split("train") with { FontsPerLine = 1, Seed = 5 };
        SmallCache.Write(folder.Path, [.. Texts.Select(text => SmallCache.Line(
            text, SmallCache.RecipeOf(Fonts[FontChoice.ForSplit(Encoding.UTF8.GetBytes(text), split, Fonts)[0]].Path)))]);
        using var cache = ImageCache.Open(folder.Path);

        var orders = new long[] { 0, 1 }.Select(seed => new BatchLoader(KhmerCorpusDataset.Open(cache, split, Fonts, new() { Seed = seed }), new() { Shuffle = true })
            .Enumerate().SelectMany(batch => batch.Texts).ToArray()).ToArray();

        Assert.Equal((Texts.Length, Texts.Length), (orders[0].Length, orders[1].Length));
        Assert.NotEqual(orders[0], orders[1]);
    }

    [Fact]
    public void The_height_is_that_of_the_cache_unless_it_has_several()
    {
        using var folder = new TemporaryFolder();
        var high = SmallCache.RecipeOf("a.ttf") with { ImageHeight = 48 };
        SmallCache.Write(folder.Path, SmallCache.Line("one", high));
        using (var cache = ImageCache.Open(folder.Path))
        {
            Assert.Equal(48, KhmerCorpusDataset.Open(cache, Split("train", "one"), Fonts).GetSample(0).Image.Height);
        }

        SmallCache.Write(folder.Path, SmallCache.Line("two", SmallCache.RecipeOf("a.ttf")));
        using var both = ImageCache.Open(folder.Path);

        Assert.Contains("32, 48 px", Assert.Throws<KhmerCacheException>(() => KhmerCorpusDataset.Open(both, Split("train", "one"), Fonts)).Message, StringComparison.Ordinal);
        Assert.Equal(32, KhmerCorpusDataset.Open(both, Split("train", "two"), Fonts, new() { ImageHeight = 32 }).GetSample(0).Image.Height);
    }

    [Fact]
    public void An_epoch_without_any_image_is_an_error_and_not_an_empty_training()
    {
        var dataset = KhmerCorpusDataset.Open(_cache, Split("train", "of", "another", "corpus"), Fonts);

        var error = Assert.Throws<KhmerCacheException>(() => new BatchLoader(dataset).Enumerate().Count());

        Assert.Equal(DiagnosticCodes.NotCached, error.Diagnostic.Code);
        Assert.Contains("any of the 3 lines of 'train' at 32 px", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_takes_as_many_lines_as_were_pregenerated()
    {
        var split = Split("train") with { MaxLines = 7 };

        Assert.Equal(7, KhmerCorpusDataset.Open(_cache, split, Fonts).Count);
        Assert.Equal(3, KhmerCorpusDataset.Open(_cache, split, Fonts, new() { MaxLines = 3 }).Count);
    }

    [Fact]
    public void The_corpus_can_be_looked_at()
    {
        var dataset = Open("train");

        Assert.Equal(Texts[..3], dataset.GetTextSample(3));
        Assert.Equal(Texts.Sum(text => text.Count(character => character == 'ក')), dataset.GetCharacterDistribution()[new Rune('ក')]);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _folder.Dispose();
    }

    private KhmerCorpusDataset Open(string split) => KhmerCorpusDataset.Open(_cache, Split(split), Fonts);

    private SplitDescriptor Split(string name, params string[] texts) =>
        new(name, [_folder.File(name + ".corpus", Encoding.UTF8.GetBytes(string.Join('\n', texts.Length > 0 ? texts : Texts)))]);
}
