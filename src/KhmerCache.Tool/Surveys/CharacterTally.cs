using System.Text;

namespace KhmerCache.Tool.Surveys;

/// <summary>Which characters labels have, and in which fonts they are shown.</summary>
/// <param name="paths">How many fonts there are.</param>
internal sealed class CharacterTally(int paths)
{
    private readonly Dictionary<Rune, Entry> _entries = [];

    /// <summary>The entries of what nearly all text is made of, by code point: a look into an array instead of a dictionary for each character.</summary>
    private readonly Entry?[] _common = new Entry?[0x2000];

    private long _labels;

    /// <summary>Counts the characters of a label that has images in these fonts, and returns its length in code points.</summary>
    public int Add(ReadOnlySpan<byte> text, List<int> fonts)
    {
        _labels++;
        var length = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var character, out var bytes);
            text = text[bytes..];
            length++;
            var entry = Find(character);
            if (entry.LastLabel == _labels)
            {
                continue;
            }

            entry.LastLabel = _labels;
            entry.Labels++;
            entry.Images += fonts.Count;
            foreach (var font in fonts)
            {
                entry.IsShown[font] = true;
            }
        }

        return length;
    }

    /// <summary>Adds what another thread has counted.</summary>
    public void Add(CharacterTally other)
    {
        foreach (var (character, counted) in other._entries)
        {
            var entry = Find(character);
            entry.Labels += counted.Labels;
            entry.Images += counted.Images;
            for (var font = 0; font < entry.IsShown.Length; font++)
            {
                entry.IsShown[font] |= counted.IsShown[font];
            }
        }
    }

    /// <summary>The characters by code point.</summary>
    /// <param name="fonts">The fonts that have images, with their places.</param>
    public CharacterSurvey[] ToSurvey(IReadOnlyList<(int Index, string Item)> fonts) =>
    [
        .. _entries.OrderBy(entry => entry.Key).Select(entry => new CharacterSurvey(
            entry.Key,
            entry.Value.Labels,
            entry.Value.Images,
            [.. fonts.Where(font => !entry.Value.IsShown[font.Index]).Select(font => font.Item).Order(StringComparer.Ordinal)])),
    ];

    private Entry Find(Rune character)
    {
        if (character.Value < _common.Length && _common[character.Value] is { } common)
        {
            return common;
        }

        if (!_entries.TryGetValue(character, out var entry))
        {
            _entries[character] = entry = new Entry(new bool[paths]);
        }

        if (character.Value < _common.Length)
        {
            _common[character.Value] = entry;
        }

        return entry;
    }

    private sealed class Entry(bool[] isShown)
    {
        public long LastLabel { get; set; }

        public long Labels { get; set; }

        public long Images { get; set; }

        public bool[] IsShown { get; } = isShown;
    }
}
