using System.Text;
using KhmerCache.Corpora;
using KhmerCache.Datasets;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>A line and the fonts that it is to be shown in.</summary>
/// <param name="Origin">Where the text stands first.</param>
/// <param name="TextUtf8">The text in UTF-8.</param>
/// <param name="TextHash">Its hash.</param>
/// <param name="Fonts">The fonts, as indices into the plan's, in rising order.</param>
/// <param name="Uses">Which fonts each split asks for.</param>
internal sealed record PlannedLine(
    CorpusLine Origin, byte[] TextUtf8, ulong TextHash, int[] Fonts, IReadOnlyList<(SplitDescriptor Split, int[] Fonts)> Uses);

/// <summary>Which line in which font: every distinct text once, ordered by its hash.</summary>
internal sealed class Plan
{
    private readonly PlannedLine[] _allLines;
    private readonly IReadOnlyList<SplitDescriptor> _splits;

    private Plan(IReadOnlyList<FontDescriptor> fonts, IReadOnlyList<SplitDescriptor> splits, PlannedLine[] allLines, Shard shard) =>
        (Fonts, _splits, _allLines, Lines) = (fonts, splits, allLines, Array.FindAll(allLines, line => shard.Contains(line.TextHash)));

    /// <summary>The fonts, ordered by path.</summary>
    public IReadOnlyList<FontDescriptor> Fonts { get; }

    /// <summary>The lines of the shard, ordered by hash.</summary>
    public IReadOnlyList<PlannedLine> Lines { get; }

    /// <summary>The images of the shard.</summary>
    public long Images => Lines.Sum(line => (long)line.Fonts.Length);

    /// <summary>Reads the corpora and chooses the fonts.</summary>
    /// <exception cref="KhmerCacheException">A corpus can't be read, is not UTF-8 or is empty.</exception>
    public static Plan Create(PregenerationOptions options)
    {
        FontDescriptor[] fonts = [.. options.Fonts.OrderBy(font => font.Path, StringComparer.Ordinal)];
        var texts = new Dictionary<string, List<(CorpusLine Line, SplitDescriptor Split)>>(StringComparer.Ordinal);
        foreach (var split in options.Splits)
        {
            foreach (var line in CorpusReader.ReadSplit(split, split.MaxLines))
            {
                if (!texts.TryGetValue(line.Text, out var places))
                {
                    texts[line.Text] = places = new(1);
                }

                if (places.TrueForAll(place => place.Split != split))
                {
                    places.Add((line, split));
                }
            }
        }

        var lines = texts.Select(text => PlanLine(text.Key, text.Value, fonts)).ToArray();
        Array.Sort(lines, (left, right) =>
        {
            var order = left.TextHash.CompareTo(right.TextHash);
            return order != 0 ? order : left.TextUtf8.AsSpan().SequenceCompareTo(right.TextUtf8);
        });
        return new Plan(fonts, options.Splits, lines, options.Shard);
    }

    /// <summary>How many lines and images each split has, over all shards.</summary>
    public Dictionary<string, SplitCount> CountSplits()
    {
        var counts = _splits.ToDictionary(split => split.Name, _ => new SplitCount(0, 0));
        foreach (var (split, fonts) in _allLines.SelectMany(line => line.Uses))
        {
            var count = counts[split.Name];
            counts[split.Name] = new SplitCount(count.Lines + 1, count.Images + fonts.Length);
        }

        return counts;
    }

    private static PlannedLine PlanLine(
        string text, List<(CorpusLine Line, SplitDescriptor Split)> places, FontDescriptor[] fonts)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var uses = places.ConvertAll(place => (place.Split, FontChoice.ForSplit(utf8, place.Split, fonts)));
        var all = uses.Count == 1 ? uses[0].Item2 : [.. uses.SelectMany(use => use.Item2).Distinct().Order()];
        return new PlannedLine(places[0].Line, utf8, TextHash.Of(utf8), all, uses);
    }
}
