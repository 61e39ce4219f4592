using KhmerCache.Augmentation;
using KhmerCache.Datasets;
using KhmerCache.Loading;
using Xunit;

namespace KhmerCache.Tests.Loading;

/// <summary>Guards against a training that goes on with other batches than it would have had, or with the right ones of another corpus.</summary>
public sealed class Resuming : IDisposable
{
    private readonly SmallCorpus _corpus = new(130);
    private readonly ImageCache _cache;

    public Resuming() => _cache = _corpus.OpenCache();

    public static TheoryData<string> Ways => ["in order", "by width", "by pixels", "as one of three", "by ranges"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_run_goes_on_at_any_batch_with_the_very_batches_of_one_that_was_not_interrupted(string way) =>
        GoOnAtAnyBatch(_corpus.Open(options: new() { Seed = 7, AugmentProbability = 0.5 }, cache: _cache), way);

    [Theory]
    [MemberData(nameof(Ways))]
    public void So_does_one_whose_cache_lacks_lines(string way)
    {
        using var lacking = new SmallCorpus(_corpus.Texts, (text, font) => text.Length % 5 != 0 && (text.Length % 3 != 0 || font.Path == "c.ttf"));
        GoOnAtAnyBatch(lacking.Open(options: new() { Seed = 7, AugmentProbability = 0.5 }), way);
    }

    private static void GoOnAtAnyBatch(KhmerCorpusDataset dataset, string way)
    {
        var uninterrupted = new BatchLoader(dataset, Options(way) with { Threads = 2 });
        var (batches, states) = (new List<string>(), new List<string> { uninterrupted.State.ToJson() });
        for (var epoch = 0; epoch < 2; epoch++)
        {
            foreach (var batch in uninterrupted)
            {
                batches.Add(BatchCopy.Of(batch));
                states.Add(uninterrupted.State.ToJson());
            }

            // Two of the states at the end of an epoch: before and after its end was met. Both go on with the next one.
            Assert.Equal((epoch + 1, 0L), (uninterrupted.State.Epoch, uninterrupted.State.Batch));
        }

        Assert.True(batches.Count >= 10);
        for (var received = 0; received < states.Count; received++)
        {
            var resumed = new BatchLoader(dataset, Options(way) with { Threads = new[] { 0, 1, 4 }[received % 3], Prefetch = received % 4 });
            resumed.Resume(LoaderState.FromJson(states[received]));
            var rest = new List<string>();
            while (resumed.State.Epoch < 2)
            {
                rest.AddRange(resumed.AsEnumerable().Select(BatchCopy.Of));
            }

            Assert.Equal(batches[received..], rest);
        }
    }

    [Fact]
    public void The_state_counts_batches_that_were_received_not_those_that_are_ready()
    {
        var loader = new BatchLoader(_corpus.Open(cache: _cache), new() { BatchSize = 4, Threads = 4, Prefetch = 30 });
        Assert.Equal((0, 0L), (loader.State.Epoch, loader.State.Batch));

        var received = 0;
        foreach (var batch in loader)
        {
            batch.Dispose();
            Assert.Equal((0, ++received), (loader.State.Epoch, loader.State.Batch));
            if (received == 5)
            {
                break;
            }
        }

        Assert.Equal((0, 5L), (loader.State.Epoch, loader.State.Batch));
        Assert.Equal(20, loader.AsEnumerable().First().Indices[0]);
    }

    [Fact]
    public async Task An_asynchronous_run_has_the_same_states()
    {
        var dataset = _corpus.Open(cache: _cache);
        var (one, other) = (new BatchLoader(dataset, Options("by width")), new BatchLoader(dataset, Options("by width")));
        await foreach (var batch in one)
        {
            batch.Dispose();
            if (one.State.Batch == 3)
            {
                break;
            }
        }

        other.Resume(one.State);
        Assert.Equal(3, other.State.Batch);
        Assert.Equal(await ((IAsyncEnumerable<Batch>)one).Select(BatchCopy.Of).ToListAsync(), other.AsEnumerable().Select(BatchCopy.Of).ToList());
        Assert.Equal((1, 1), (one.State.Epoch, other.State.Epoch));
    }

    [Fact]
    public void A_state_of_another_corpus_is_refused()
    {
        using var other = new SmallCorpus(129);
        var state = new BatchLoader(other.Open()).State;

        Assert.Contains("the corpus was " + state.Corpus[..12], RefusalOf(state, new BatchLoader(_corpus.Open(cache: _cache))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_a_font_with_other_bytes_or_without_the_font_is_refused()
    {
        using var folder = new TemporaryFolder();
        string[] texts = ["one", "two"];
        var split = new SplitDescriptor("train", [folder.File("corpus.txt", "one\ntwo"u8.ToArray())]);
        LoaderState StateOf(string fontBytes, params FontDescriptor[] fonts)
        {
            using var cacheFolder = new TemporaryFolder();
            SmallCache.Write(cacheFolder.Path, [.. texts.Select(text => SmallCache.Line(text, [.. fonts.Select(font => SmallCache.RecipeOf(font.Path, fontBytes))]))]);
            using var dataset = KhmerCorpusDataset.Open(split, fonts, new() { CacheDir = cacheFolder.Path });
            return new BatchLoader(dataset).State;
        }

        SmallCache.Write(folder.Path, [.. texts.Select(text => SmallCache.Line(text, SmallCache.RecipeOf("a.ttf")))]);
        using var own = KhmerCorpusDataset.Open(split, SmallCorpus.Fonts[..1], new() { CacheDir = folder.Path });
        var loader = new BatchLoader(own);

        loader.Resume(StateOf("font", SmallCorpus.Fonts[0]));
        Assert.Contains("the font 'a.ttf' was ", RefusalOf(StateOf("other bytes", SmallCorpus.Fonts[0]), loader), StringComparison.Ordinal);
        Assert.Contains("the font 'b.ttf' was", RefusalOf(StateOf("font", SmallCorpus.Fonts[0], SmallCorpus.Fonts[1]), loader), StringComparison.Ordinal);
        Assert.Contains("is gone", RefusalOf(StateOf("font", SmallCorpus.Fonts[0], SmallCorpus.Fonts[1]), loader), StringComparison.Ordinal);
        Assert.Contains("the font 'a.ttf' was not there", RefusalOf(StateOf("font", SmallCorpus.Fonts[1]), loader), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_another_option_is_refused_by_its_name()
    {
        var options = new BatchLoaderOptions { BatchSize = 8 };
        var datasetOptions = new KhmerCorpusDatasetOptions { Seed = 1, AugmentProbability = 0.5 };
        var loader = Loader(datasetOptions, options);
        (string Name, BatchLoader Other)[] others =
        [
            ("BatchSize", Loader(datasetOptions, options with { BatchSize = 9 })),
            ("PixelBudget", Loader(datasetOptions, options with { PixelBudget = 100_000 })),
            ("Shuffle", Loader(datasetOptions, options with { Shuffle = true })),
            ("WidthBuckets", Loader(datasetOptions, options with { WidthBuckets = 2 })),
            ("QuasiRandomRanges", Loader(datasetOptions, options with { Shuffle = true, QuasiRandomRanges = 8 })),
            ("DropLast", Loader(datasetOptions, options with { DropLast = true })),
            ("WorldSize", Loader(datasetOptions, options with { WorldSize = 2 })),
            ("Rank", Loader(datasetOptions, options with { WorldSize = 2, Rank = 1 })),
            ("Vocabulary", Loader(datasetOptions, options with { Vocabulary = new("កខ ") })),
            ("Pixels", Loader(datasetOptions, options with { Pixels = BatchPixels.Grey })),
            ("UseCache", new BatchLoader(_corpus.Open("train", datasetOptions with { UseCache = false }, _corpus.OpenCache(new() { Renderer = new MadeUpRenderer() })), options)),
            ("ImageHeight", Loader(datasetOptions with { ImageHeight = 48 }, options)),
            ("Seed", Loader(datasetOptions with { Seed = 2 }, options)),
            ("AugmentProbability", Loader(datasetOptions with { AugmentProbability = 0.6 }, options)),
            ("Augmentation.BlurSigma", Loader(datasetOptions with { Augmentation = new() { BlurSigma = new(0, 1.25) } }, options)),
            ("Split", new BatchLoader(_corpus.Open("other", datasetOptions, _cache), options)),
            ("FontsPerLine", new BatchLoader(KhmerCorpusDataset.Open(_cache, _corpus.Split("train") with { FontsPerLine = 2 }, SmallCorpus.Fonts, datasetOptions), options)),
            ("SplitSeed", new BatchLoader(KhmerCorpusDataset.Open(_cache, _corpus.Split("train") with { Seed = 2 }, SmallCorpus.Fonts, datasetOptions), options)),
        ];

        // Every option is here, but for those that change no batch, and for what the digest of the corpus tells.
        string[] named = [.. others.Select(other => other.Name.Split('.')[0])];
        Assert.Empty(loader.State.Options.Keys.Select(name => name.Split('.')[0]).Except(named));
        Assert.Empty(typeof(BatchLoaderOptions).GetProperties().Select(property => property.Name).Except([.. named, nameof(BatchLoaderOptions.Threads), nameof(BatchLoaderOptions.Prefetch)]));
        Assert.Empty(typeof(KhmerCorpusDatasetOptions).GetProperties().Select(property => property.Name)
            .Except([.. named, nameof(KhmerCorpusDatasetOptions.CacheDir), nameof(KhmerCorpusDatasetOptions.MaxLines)]));
        foreach (var (name, other) in others)
        {
            Assert.Contains($"the option '{name}' ", RefusalOf(other.State, loader), StringComparison.Ordinal);
        }

        // What changes nothing about batches may change.
        loader.Resume(Loader(datasetOptions, options with { Threads = 3, Prefetch = 9 }).State);
    }

    [Fact]
    public void A_refused_state_leaves_the_loader_where_it_was()
    {
        var loader = Loader(default, new() { BatchSize = 8 });
        loader.Resume(loader.State with { Epoch = 3, Batch = 2 });

        RefusalOf(Loader(default, new() { BatchSize = 7 }).State, loader);

        Assert.Equal((3, 2L), (loader.State.Epoch, loader.State.Batch));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"epoch":0,"batch":0,"corpus":"","fonts":{},"options":{}}""")]
    [InlineData("""{"version":1,"epoch":0,"batch":0,"corpus":null,"fonts":{},"options":{}}""")]
    [InlineData("""{"version":1,"epoch":-1,"batch":0,"corpus":"","fonts":{},"options":{}}""")]
    [InlineData("""{"version":1,"epoch":0,"batch":-1,"corpus":"","fonts":{},"options":{}}""")]
    [InlineData("""{"version":1,"epoch":"x","batch":0,"corpus":"","fonts":{},"options":{}}""")]
    public void What_is_no_state_is_refused(string json)
    {
        var error = Assert.Throws<KhmerCacheException>(() => LoaderState.FromJson(json));

        Assert.Equal(DiagnosticCodes.Configuration, error.Diagnostic.Code);
        Assert.Contains("Restore the checkpoint", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Guards against fonts, widths and batches that follow from what happens to be cached: each run draws and keeps what it meets, and the next one finds it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Images_that_were_drawn_and_kept_since_change_no_batch(int threads)
    {
        using (var folder = new TemporaryFolder())
        using (var uninterrupted = Open(folder))
        {
            var (batches, states) = (new List<string>(), new List<LoaderState>());
            var loader = Load(uninterrupted);
            while (loader.State.Epoch < 2)
            {
                foreach (var batch in loader)
                {
                    batches.Add(BatchCopy.Of(batch));
                    states.Add(loader.State);
                }
            }

            // In a cache that is empty again; each run leaves it fuller for the next.
            using var other = new TemporaryFolder();
            for (var received = 1; received < states.Count; received += 5)
            {
                using var dataset = Open(other);
                var resumed = Load(dataset);
                resumed.Resume(states[received - 1]);
                var rest = new List<string>();
                for (var epoch = resumed.State.Epoch; epoch < 2; epoch = resumed.State.Epoch)
                {
                    rest.AddRange(resumed.AsEnumerable().Select(BatchCopy.Of));
                }

                Assert.Equal(batches[received..], rest);
            }
        }

        KhmerCorpusDataset Open(TemporaryFolder folder) => KhmerCorpusDataset.Open(
            _corpus.Split("train"),
            SmallCorpus.Fonts,
            new() { CacheDir = folder.Path, Seed = 4, AugmentProbability = 0.5, Augmentation = new() { ConcatenationProbability = 0.4 } },
            new() { Renderer = new MadeUpRenderer { KeepsRuns = true } });

        BatchLoader Load(KhmerCorpusDataset dataset) => new(dataset, new() { BatchSize = 8, Shuffle = true, WidthBuckets = 3, Threads = threads });
    }

    /// <summary>Without a renderer, a line without image is no sample: another cache of the same corpus has other batches.</summary>
    [Fact]
    public void A_state_of_a_cache_that_has_images_of_other_lines_is_refused()
    {
        using var other = new SmallCorpus(_corpus.Texts, (text, font) => text != _corpus.Texts[7] || font.Path != "b.ttf");
        var (complete, lacking) = (new BatchLoader(_corpus.Open(cache: _cache)), new BatchLoader(other.Open()));

        Assert.Contains("the images that there are of its lines were ", RefusalOf(complete.State, lacking), StringComparison.Ordinal);
        Assert.Contains("and are all", RefusalOf(lacking.State, complete), StringComparison.Ordinal);
        lacking.Resume(new BatchLoader(other.Open()).State);

        // A renderer draws what is missing; a state of before the images were told says nothing about them.
        var drawing = new BatchLoader(other.Open(cache: other.OpenCache(new() { Renderer = new MadeUpRenderer() })));
        drawing.Resume(complete.State);
        complete.Resume(drawing.State);
        complete.Resume(LoaderState.FromJson(complete.State.ToJson().Replace("\"images\"", "\"other\"", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _cache.Dispose();
        _corpus.Dispose();
    }

    private static string RefusalOf(LoaderState state, BatchLoader loader)
    {
        var error = Assert.Throws<KhmerCacheException>(() => loader.Resume(state));
        Assert.Equal(DiagnosticCodes.Configuration, error.Diagnostic.Code);
        return error.Message;
    }

    private static BatchLoaderOptions Options(string way)
    {
        var options = new BatchLoaderOptions { BatchSize = 16, Shuffle = true, Vocabulary = new("កខគឃ 0123456789") };
        return way switch
        {
            "by width" => options with { WidthBuckets = 3 },
            "by pixels" => options with { WidthBuckets = 4, PixelBudget = 90_000, Pixels = BatchPixels.Grey },
            "as one of three" => options with { BatchSize = 5, WidthBuckets = 2, WorldSize = 3, Rank = 1 },
            "by ranges" => options with { WidthBuckets = 2, QuasiRandomRanges = 5 },
            _ => options,
        };
    }

    private BatchLoader Loader(KhmerCorpusDatasetOptions dataset, BatchLoaderOptions options) => new(_corpus.Open("train", dataset, _cache), options);
}
