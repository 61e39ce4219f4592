using System.Diagnostics;
using KhmerCache;
using KhmerCache.Datasets;
using KhmerCache.Loading;

namespace TrainCrnn;

/// <summary>The loaders of the sample: eight fonts to train with, and two that the model never sees before it is measured on them.</summary>
/// <param name="Train">The training split in the eight fonts.</param>
/// <param name="Validation">Words that are not in the training split, each in one of the eight fonts.</param>
/// <param name="PerFont">The same words, in one font after the other.</param>
/// <param name="Vocabulary">The characters of the training split.</param>
internal sealed record TrainingData(
    BatchLoader Train, BatchLoader Validation, IReadOnlyList<(FontDescriptor Font, bool IsKnown, BatchLoader Words)> PerFont, Vocabulary Vocabulary)
{
    private const int BatchSize = 32;

    private static readonly FontDescriptor[] Unseen = [KhmerFonts.NotoSansKhmerRegular, KhmerFonts.NotoSerifKhmerRegular];

    /// <summary>Opens the data.</summary>
    /// <param name="cache">The cache that the build has filled.</param>
    /// <param name="maxWords">The most lines to train from, which are then measured on too; 0 for all, with words of their own to measure on.</param>
    public static TrainingData Open(ImageCache cache, int maxWords)
    {
        var known = KhmerFonts.All.Except(Unseen).ToArray();
        var options = new KhmerCorpusDatasetOptions { MaxLines = maxWords, Seed = 1 };
        var train = KhmerCorpusDataset.Open(cache, KhmerSplits.Train, known, options);
        var vocabulary = Vocabulary.FromTexts(train.GetTextSample(train.Count));
        var measured = maxWords > 0 ? KhmerSplits.Train : KhmerSplits.Unseen;
        return new TrainingData(
            Load(train, shuffle: true),
            Measure(known),
            [.. KhmerFonts.All.Select(font => (font, known.Contains(font), Measure([font])))],
            vocabulary);

        BatchLoader Measure(FontDescriptor[] fonts) => Load(KhmerCorpusDataset.Open(cache, measured, fonts, options), shuffle: false);

        BatchLoader Load(KhmerCorpusDataset dataset, bool shuffle) => new(
            dataset, new BatchLoaderOptions { BatchSize = BatchSize, Shuffle = shuffle, Vocabulary = vocabulary });
    }

    /// <summary>The batches of an epoch of training.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="waiting">Runs while the caller waits for a batch.</param>
    public IEnumerable<Batch> Enumerate(int epoch, Stopwatch waiting)
    {
        using var batches = Train.Enumerate(epoch).GetEnumerator();
        while (Next())
        {
            yield return batches.Current;
        }

        bool Next()
        {
            waiting.Start();
            var found = batches.MoveNext();
            waiting.Stop();
            return found;
        }
    }
}
