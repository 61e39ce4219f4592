using System.Collections.Immutable;
using System.Text;

namespace KhmerCache.Datasets;

/// <summary>
/// The characters (Unicode code points) of a corpus as the targets of a model. Three ids come first: padding, start and end of a sequence, and one for characters that are not in the vocabulary.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The id that fills targets up to the longest of a batch; also the blank of CTC.</summary>
    public const int Padding = 0;

    /// <summary>The id that starts a sequence (SOS).</summary>
    public const int StartOfSequence = 1;

    /// <summary>The id that ends a sequence (EOS).</summary>
    public const int EndOfSequence = 2;

    /// <summary>The id of a character that is not in the vocabulary.</summary>
    public const int Unknown = 3;

    private const int Special = 4;

    private readonly Dictionary<Rune, int> _ids;

    /// <summary>Makes a vocabulary of characters, in the order given.</summary>
    /// <param name="characters">The characters; one that occurs again is passed over.</param>
    public Vocabulary(IEnumerable<Rune> characters)
    {
        Characters = [.. characters.Distinct()];
        _ids = Characters.Select((character, index) => (character, index)).ToDictionary(pair => pair.character, pair => pair.index + Special);
    }

    /// <summary>The characters; the first has the id 4.</summary>
    public ImmutableArray<Rune> Characters { get; }

    /// <summary>The number of ids, the special ones included.</summary>
    public int Count => Characters.Length + Special;

    /// <summary>The vocabulary of texts: every character that occurs, ordered by code point.</summary>
    /// <param name="texts">The texts.</param>
    public static Vocabulary FromTexts(IEnumerable<string> texts) => new(texts.SelectMany(text => text.EnumerateRunes()).Distinct().Order());

    /// <summary>The ids of a text's characters, without start and end.</summary>
    /// <param name="text">The text.</param>
    public int[] Encode(string text) => [.. text.EnumerateRunes().Select(character => _ids.GetValueOrDefault(character, Unknown))];

    /// <summary>The text of ids; special ids are passed over.</summary>
    /// <param name="ids">The ids.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Count, nameof(ids));
            if (id >= Special)
            {
                text.Append(Characters[id - Special].ToString());
            }
        }

        return text.ToString();
    }
}
