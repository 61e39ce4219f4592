using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>The loaders of a training program: <c>train</c> shuffled and in batches of like widths, <c>val</c> and <c>test</c> in the order of the corpus.</summary>
/// <param name="Train">The training split.</param>
/// <param name="Val">The validation split, or null where there is none.</param>
/// <param name="Test">The test split, or null where there is none.</param>
/// <param name="Vocabulary">The characters of the training split, and the blank where its samples are joined.</param>
public sealed record CorpusLoaders(BatchLoader Train, BatchLoader? Val, BatchLoader? Test, Vocabulary Vocabulary)
{
    /// <summary>Enough to leave a few percent of padding, and few enough that a batch's samples come from all over a corpus.</summary>
    private const int WidthBuckets = 64;

    /// <summary>Makes the loaders of all splits, with one vocabulary.</summary>
    /// <param name="cache">The cache; it must stay open as long as the loaders are used.</param>
    /// <param name="splits">The splits, such as <c>KhmerSplits.All</c>; <c>train</c> must be among them.</param>
    /// <param name="fonts">The fonts, such as <c>KhmerFonts.All</c>.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    /// <param name="options">How samples are chosen; null for the default values.</param>
    /// <param name="quasiRandomRanges">Of the training split: <see cref="BatchLoaderOptions.QuasiRandomRanges"/>, as for a remote cache.</param>
    /// <exception cref="ArgumentException">There is no split <c>train</c>.</exception>
    /// <exception cref="KhmerCacheException">A corpus can't be read.</exception>
    public static CorpusLoaders Create(
        ImageCache cache,
        IReadOnlyCollection<SplitDescriptor> splits,
        IReadOnlyCollection<FontDescriptor> fonts,
        int batchSize = 32,
        KhmerCorpusDatasetOptions? options = null,
        int quasiRandomRanges = 0)
    {
        var datasets = splits.ToDictionary(split => split.Name, split => KhmerCorpusDataset.Open(cache, split, fonts, options));
        if (!datasets.TryGetValue("train", out var train))
        {
            throw new ArgumentException(
                $"There is no split 'train' among the splits: {string.Join(", ", splits.Select(split => split.Name))}. Check that its KhmerCorpus item finds its files.", nameof(splits));
        }

        var vocabulary = Vocabulary.FromTexts([.. train.GetTextSample(train.Count), train.JoinsLabels ? KhmerCorpusDataset.LabelJoint.ToString() : ""]);
        return new CorpusLoaders(Loader(train, shuffle: true), LoaderOf("val"), LoaderOf("test"), vocabulary);

        BatchLoader? LoaderOf(string name) => datasets.TryGetValue(name, out var dataset) ? Loader(dataset, shuffle: false) : null;

        BatchLoader Loader(KhmerCorpusDataset dataset, bool shuffle) => new(
            dataset,
            new BatchLoaderOptions
            {
                BatchSize = batchSize,
                Shuffle = shuffle,
                WidthBuckets = shuffle ? WidthBuckets : 0,
                QuasiRandomRanges = shuffle ? quasiRandomRanges : 0,
                Vocabulary = vocabulary,
            });
    }
}
