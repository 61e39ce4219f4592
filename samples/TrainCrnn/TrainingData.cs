using KhmerCache;
using KhmerCache.Augmentation;
using KhmerCache.Datasets;
using KhmerCache.Loading;

namespace TrainCrnn;

/// <summary>The loaders of the sample: eight fonts to train with, and two that the model never sees before it is measured on them.</summary>
/// <param name="Train">The training split in the eight fonts, augmented.</param>
/// <param name="TrainAsItIs">The same, not augmented: for the end of the training, and for learning by heart.</param>
/// <param name="Validation">Words that are not in the training split, each in one of the eight fonts.</param>
/// <param name="PerFont">The same words, in one font after the other.</param>
/// <param name="Vocabulary">The characters of the training split.</param>
internal sealed record TrainingData(
    BatchLoader Train,
    BatchLoader TrainAsItIs,
    BatchLoader Validation,
    IReadOnlyList<(FontDescriptor Font, bool IsKnown, BatchLoader Words)> PerFont,
    Vocabulary Vocabulary)
{
    private const int BatchSize = 32;

    /// <summary>Opens the data.</summary>
    /// <param name="cache">The cache that the build has filled.</param>
    /// <param name="trainSplit">What to train from.</param>
    /// <param name="unseenSplit">The words to measure with.</param>
    /// <param name="fonts">All fonts.</param>
    /// <param name="unseenFonts">Those of them that the model is not trained with.</param>
    /// <param name="maxWords">The most lines to train from, which are then measured on too; 0 for all, with words of their own to measure on.</param>
    public static TrainingData Open(
        ImageCache cache, SplitDescriptor trainSplit, SplitDescriptor unseenSplit, IReadOnlyList<FontDescriptor> fonts, IReadOnlyCollection<FontDescriptor> unseenFonts, int maxWords)
    {
        var known = fonts.Except(unseenFonts).ToArray();
        var options = new KhmerCorpusDatasetOptions { MaxLines = maxWords, Seed = 1 };
        var train = KhmerCorpusDataset.Open(cache, trainSplit, known, options);
        var vocabulary = Vocabulary.FromTexts(train.GetTextSample(train.Count));
        var measured = maxWords > 0 ? trainSplit : unseenSplit;

        // Words that are joined would be learnt as one line, at twice the price.
        var augmented = options with { AugmentProbability = 0.8, Augmentation = AugmentationOptions.Default with { ConcatenationProbability = 0 } };
        return new TrainingData(
            Load(KhmerCorpusDataset.Open(cache, trainSplit, known, augmented), isTraining: true),
            Load(train, isTraining: true),
            Measure(known),
            [.. fonts.Select(font => (font, known.Contains(font), Measure([font])))],
            vocabulary);

        BatchLoader Measure(FontDescriptor[] fonts) => Load(KhmerCorpusDataset.Open(cache, measured, fonts, options), isTraining: false);

        BatchLoader Load(KhmerCorpusDataset dataset, bool isTraining) => new(
            dataset,
            new BatchLoaderOptions { BatchSize = BatchSize, Shuffle = isTraining, WidthBuckets = 32, Threads = 1, Vocabulary = vocabulary });
    }
}
