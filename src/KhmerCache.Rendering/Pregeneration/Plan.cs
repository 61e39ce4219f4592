using System.Runtime.InteropServices;
using System.Text;
using KhmerCache.Corpora;
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
        var texts = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var split in options.Splits)
        {
            foreach (var line in CorpusReader.ReadSplit(split, split.MaxLines))
            {
                ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(texts, line.Text, out var isKnown);
                place = isKnown ? place.With(split) : new Place(line, split, null);
            }
        }

        var choices = new FontChoices(fonts);
        var lines = texts.Values.Select(place => PlanLine(place, choices)).ToArray();
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

    private static PlannedLine PlanLine(in Place place, FontChoices choices)
    {
        var utf8 = Encoding.UTF8.GetBytes(place.Line.Text);
        if (place.Others is null)
        {
            var use = choices.Of(utf8, place.Split);
            return new PlannedLine(place.Line, utf8, TextHash.Of(utf8), use[0].Fonts, use);
        }

        (SplitDescriptor Split, int[] Fonts)[] uses = [.. new[] { place.Split }.Concat(place.Others).Select(split => choices.Of(utf8, split)[0])];
        return new PlannedLine(place.Line, utf8, TextHash.Of(utf8), [.. uses.SelectMany(use => use.Fonts).Distinct().Order()], uses);
    }

    /// <summary>Where a text stands first, and the splits that have it: most have one.</summary>
    private readonly record struct Place(CorpusLine Line, SplitDescriptor Split, List<SplitDescriptor>? Others)
    {
        public Place With(SplitDescriptor split) => split == Split || Others?.Contains(split) == true ? this : this with { Others = [.. Others ?? [], split] };
    }
}
