using System.Text;
using KhmerCache.Datasets;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// The fonts of lines by the splits that have them, as <see cref="FontChoice"/> chooses. Millions of lines are in the same few sets of splits and have the same few
/// choices of fonts, and share them: a choice of its own for each would take more memory than the text.
/// </summary>
internal sealed class FontChoices
{
    private readonly IReadOnlyList<SplitDescriptor> _splits;
    private readonly FontDescriptor[] _fonts;
    private readonly int[] _all;
    private readonly int[][] _single;
    private readonly List<int[]> _uses = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public FontChoices(IReadOnlyList<SplitDescriptor> splits, FontDescriptor[] fonts)
    {
        (_splits, _fonts) = (splits, fonts);
        (_all, _single) = (new int[fonts.Length], new int[fonts.Length][]);
        for (var font = 0; font < fonts.Length; font++)
        {
            (_all[font], _single[font]) = (font, [font]);
        }
    }

    /// <summary>The number of a set of splits, which are given by their places, in rising order.</summary>
    public int UseOf(ReadOnlySpan<int> splits)
    {
        var key = string.Join(' ', splits.ToArray());
        if (!_numbers.TryGetValue(key, out var number))
        {
            _numbers[key] = number = _uses.Count;
            _uses.Add(splits.ToArray());
        }

        return number;
    }

    /// <summary>The splits of a set.</summary>
    public ReadOnlySpan<int> SplitsOf(int use) => _uses[use];

    /// <summary>How many fonts a split asks for, for each line.</summary>
    public int CountOf(int split) =>
        _splits[split] is var asked && !asked.IsTraining ? 1 : asked.FontsPerLine > 0 ? Math.Min(asked.FontsPerLine, _fonts.Length) : _fonts.Length;

    /// <summary>How many fonts a set's lines have, but for those that several splits choose differently.</summary>
    public int MostFontsOf(int use)
    {
        var most = 0;
        foreach (var split in _uses[use])
        {
            most = Math.Max(most, CountOf(split));
        }

        return most;
    }

    /// <summary>The fonts of a set's lines, as indices in rising order, where they are the same for all; null where they depend on the text.</summary>
    public int[]? FontsOf(int use)
    {
        foreach (var split in _uses[use])
        {
            if (CountOf(split) == _fonts.Length)
            {
                return _all;
            }
        }

        return null;
    }

    /// <summary>The fonts of a line, as indices in rising order.</summary>
    public int[] FontsOf(int use, string text)
    {
        if (FontsOf(use) is { } all)
        {
            return all;
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        var splits = _uses[use];
        int[] chosen = splits.Length == 1
            ? FontChoice.ForSplit(utf8, _splits[splits[0]], _fonts)
            : [.. splits.SelectMany(split => FontChoice.ForSplit(utf8, _splits[split], _fonts)).Distinct().Order()];
        return chosen.Length == 1 ? _single[chosen[0]] : chosen.Length == _all.Length ? _all : chosen;
    }
}
