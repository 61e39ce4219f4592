using KhmerCache.Datasets;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// The fonts of lines by split, as <see cref="FontChoice"/> has them. Millions of lines have the same few choices, and share them: a choice of its own for each
/// would take more memory than the text.
/// </summary>
internal sealed class FontChoices(FontDescriptor[] fonts)
{
    private readonly Dictionary<(SplitDescriptor Split, int Only), (SplitDescriptor Split, int[] Fonts)[]> _shared = [];

    /// <summary>The one use that a split makes of a line: its fonts, as indices in rising order.</summary>
    public (SplitDescriptor Split, int[] Fonts)[] Of(ReadOnlySpan<byte> textUtf8, SplitDescriptor split)
    {
        const int all = -1;
        var chosen = FontChoice.ForSplit(textUtf8, split, fonts);
        if (chosen.Length != 1 && chosen.Length != fonts.Length)
        {
            return [(split, chosen)];
        }

        var key = (split, chosen.Length == 1 ? chosen[0] : all);
        if (!_shared.TryGetValue(key, out var use))
        {
            _shared[key] = use = [(split, chosen)];
        }

        return use;
    }
}
