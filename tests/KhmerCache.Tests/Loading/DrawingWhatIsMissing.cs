using KhmerCache.Augmentation;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Tests.Loading;

/// <summary>Guards against batches that follow from what happens to be cached: with a renderer, a cache is a matter of time only.</summary>
public sealed class DrawingWhatIsMissing : IDisposable
{
    private static readonly KhmerCorpusDatasetOptions Augmented = new() { Seed = 6, AugmentProbability = 0.6, Augmentation = new() { ConcatenationProbability = 0.5 } };

    private readonly SmallCorpus _corpus = new([.. Enumerable.Range(0, 100).Select(SmallCorpus.Text)], (text, font) => !Refuses(text, font));

    public static TheoryData<string> Caches => ["empty", "some lines", "some fonts", "stale", "not used"];

    [Theory]
    [MemberData(nameof(Caches))]
    public void Batches_are_those_of_a_complete_cache(string cached)
    {
        using var part = Part(cached);
        var renderer = new MadeUpRenderer { KeepsRuns = true, Refuses = Refuses };
        using var cache = part.OpenCache(new() { Renderer = renderer });
        var dataset = part.Open(options: Augmented with { UseCache = cached != "not used" }, cache: cache);
        var complete = _corpus.Open(options: Augmented);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(
                Load(complete, threads: 0).Enumerate(epoch).Select(BatchCopy.Of),
                Load(dataset, threads: epoch).Enumerate(epoch).Select(BatchCopy.Of));
        }

        Assert.NotEmpty(renderer.Drawn);
        Assert.Equal(complete.GetSample(3, epoch: 7).Image.Pixels.ToArray(), dataset.GetSample(3, epoch: 7).Image.Pixels.ToArray());
    }

    [Fact]
    public void A_line_that_no_font_shows_is_no_sample_so_that_ranks_have_as_many_batches()
    {
        using var part = Part("empty");
        using var cache = part.OpenCache(new() { Renderer = new MadeUpRenderer { Refuses = (text, font) => text.Length % 3 == 0 || Refuses(text, font) } });
        var dataset = part.Open(cache: cache);
        var shown = Enumerable.Range(0, 100).Where(index => part.Texts[index].Length % 3 != 0 && SmallCorpus.Fonts.Any(font => !Refuses(part.Texts[index], font))).ToArray();

        var ranks = Enumerable.Range(0, 2).Select(rank => new BatchLoader(dataset, new() { BatchSize = 1, WorldSize = 2, Rank = rank })).ToArray();
        var seen = ranks.Select(loader => loader.Enumerate().SelectMany(batch => batch.Indices).ToArray()).ToArray();

        Assert.InRange(shown.Length, 10, 90);
        Assert.Equal(shown, seen.SelectMany(indices => indices).Order());
        Assert.All(ranks, loader => Assert.Equal((shown.Length / 2, shown.Length / 2), (loader.CountBatches(), loader.Enumerate().Count())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_renderer_refuses_it_is_asked_once(bool useCache)
    {
        using var part = Part("empty");
        var asked = new List<(string, string)>();
        using var cache = part.OpenCache(new() { Renderer = new MadeUpRenderer { Refuses = Refuse } });
        var loader = new BatchLoader(part.Open(options: new() { UseCache = useCache }, cache: cache), new() { Shuffle = true });

        for (var epoch = 0; epoch < 4; epoch++)
        {
            Assert.Equal(loader.CountBatches(epoch), loader.Enumerate(epoch).LongCount());
        }

        Assert.NotEmpty(asked);
        Assert.Equal(asked.Count, asked.Distinct().Count());

        bool Refuse(string text, FontDescriptor font)
        {
            lock (asked)
            {
                if (Refuses(text, font))
                {
                    asked.Add((text, font.Path));
                    return true;
                }

                return false;
            }
        }
    }

    [Fact]
    public void A_damaged_image_with_its_partner_is_what_it_was()
    {
        var joined = new KhmerCorpusDatasetOptions { AugmentProbability = 1, Augmentation = AugmentationOptions.None with { ConcatenationProbability = 1 } };
        using var damaged = Part("all");
        foreach (var text in damaged.Texts.Where((_, index) => index % 4 == 0))
        {
            damaged.Damage(text);
        }

        using var cache = damaged.OpenCache(new() { Renderer = new MadeUpRenderer { KeepsRuns = true, Refuses = Refuses } });
        var dataset = damaged.Open(options: joined, cache: cache);
        var whole = _corpus.Open(options: joined);

        Assert.Equal(Load(whole, threads: 2).Enumerate().Select(BatchCopy.Of), Load(dataset, threads: 2).Enumerate().Select(BatchCopy.Of));
        Assert.All(Enumerable.Range(0, 20).Where(index => whole.Plan(index, 0).IsFound), index =>
        {
            var (expected, sample) = (whole.GetSample(index), dataset.GetSample(index));
            Assert.Equal((expected.Text, expected.Font, expected.Image.Width), (sample.Text, sample.Font, sample.Image.Width));
            Assert.Equal(expected.Image.Pixels.ToArray(), sample.Image.Pixels.ToArray());
        });
    }

    public void Dispose() => _corpus.Dispose();

    // Every line in one font or another, but for each ninth.
    private static bool Refuses(string text, FontDescriptor font) => text.Length % 9 == 0 || (text.Length + font.Path[0]) % 3 == 0;

    private static BatchLoader Load(KhmerCorpusDataset dataset, int threads) =>
        new(dataset, new() { BatchSize = 7, Shuffle = true, WidthBuckets = 3, Threads = threads, Vocabulary = new("កខគឃ 0123456789") });

    private SmallCorpus Part(string cached) => new(
        _corpus.Texts,
        (text, font) => !Refuses(text, font) && cached switch
        {
            "empty" => false,
            "some lines" => text.Length % 2 == 0,
            "some fonts" => font.Path == "b.ttf",
            _ => true,
        },
        cached == "stale" ? "other bytes" : "font");
}
