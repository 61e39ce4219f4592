using System.Text;
using KhmerCache.Corpora;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Surveys;

/// <summary>Which labels belong to which splits. The corpora tell it: a cache holds images of texts, whoever asked for them.</summary>
internal sealed class SplitLabels
{
    private const int MaxSplits = 64;

    private readonly Dictionary<ulong, ulong> _splitsOf = [];

    private SplitLabels(IReadOnlyList<string> names) => Names = names;

    /// <summary>The splits, in the order given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads the labels of splits.</summary>
    /// <exception cref="KhmerCacheException">A corpus file can't be read or is not UTF-8, a split has no line, or there are more than 64 splits.</exception>
    public static SplitLabels Read(IReadOnlyList<SplitDescriptor> splits)
    {
        if (splits.Count > MaxSplits)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"--corpus: {splits.Count} splits are more than {MaxSplits}. Name fewer at once.");
        }

        var labels = new SplitLabels([.. splits.Select(split => split.Name)]);
        for (var split = 0; split < splits.Count; split++)
        {
            foreach (var label in CorpusReader.StreamSplit(splits[split], splits[split].MaxLines))
            {
                var hash = TextHash.Of(Encoding.UTF8.GetBytes(label.Line.Text));
                labels._splitsOf[hash] = labels._splitsOf.GetValueOrDefault(hash) | (1UL << split);
            }
        }

        return labels;
    }

    /// <summary>The splits that have a text, as bits in the order of <see cref="Names"/>.</summary>
    public ulong SplitsOf(ulong textHash) => _splitsOf.GetValueOrDefault(textHash);

    /// <summary>How many distinct labels a split has.</summary>
    public long LinesOf(int split) => _splitsOf.Values.LongCount(splits => (splits >> split & 1) != 0);
}
