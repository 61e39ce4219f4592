using System.Collections.Immutable;
using System.Globalization;
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

    private const string FileHeader = "khmercache vocabulary 1";

    private readonly Dictionary<Rune, int> _ids;

    /// <summary>Makes a vocabulary of characters, in the order given.</summary>
    /// <param name="characters">The characters, such as <c>KhmerVocabulary.Characters.EnumerateRunes()</c>; one that occurs again is passed over.</param>
    /// <param name="unknown">What becomes of a character that is not among them.</param>
    public Vocabulary(IEnumerable<Rune> characters, UnknownCharacters unknown = UnknownCharacters.Map)
    {
        Characters = [.. characters.Distinct()];
        UnknownCharacters = unknown;
        _ids = Characters.Select((character, index) => (character, index)).ToDictionary(pair => pair.character, pair => pair.index + Special);
    }

    /// <summary>Makes a vocabulary of the characters of a string, in their order: of the generated <c>KhmerVocabulary.Characters</c>, for one.</summary>
    /// <param name="characters">The characters; one that occurs again is passed over.</param>
    /// <param name="unknown">What becomes of a character that is not among them.</param>
    public Vocabulary(string characters, UnknownCharacters unknown = UnknownCharacters.Map)
        : this(characters.EnumerateRunes(), unknown)
    {
    }

    /// <summary>The characters; the first has the id 4.</summary>
    public ImmutableArray<Rune> Characters { get; }

    /// <summary>What becomes of a character that is not among <see cref="Characters"/>.</summary>
    public UnknownCharacters UnknownCharacters { get; }

    /// <summary>The number of ids, the special ones included.</summary>
    public int Count => Characters.Length + Special;

    /// <summary>The vocabulary of texts: every character that occurs, ordered by code point.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="unknown">What becomes of a character that does not occur in them.</param>
    public static Vocabulary FromTexts(IEnumerable<string> texts, UnknownCharacters unknown = UnknownCharacters.Map) =>
        new(texts.SelectMany(text => text.EnumerateRunes()).Distinct().Order(), unknown);

    /// <summary>Reads what <see cref="Save"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="unknown">What becomes of a character that is not in it.</param>
    /// <exception cref="KhmerCacheException">The file can't be read, or a line of it is no code point; the message says which.</exception>
    public static Vocabulary Load(string path, UnknownCharacters unknown = UnknownCharacters.Map)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"The vocabulary can't be read: {exception.Message}", path, innerException: exception);
        }

        if (lines.FirstOrDefault() != FileHeader)
        {
            throw new KhmerCacheException(DiagnosticCodes.Configuration, $"The file is no vocabulary: its first line is not '{FileHeader}'. Write one with Vocabulary.Save.", path, line: 1);
        }

        return new Vocabulary(lines.Skip(1).Select((line, index) => Parse(line, index + 2)), unknown);

        Rune Parse(string line, int number) =>
            int.TryParse(line.Split(' ')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value)
                ? new Rune(value)
                : throw new KhmerCacheException(DiagnosticCodes.Configuration, $"'{line}' does not begin with a code point in hexadecimal, such as 1780. Restore the file, or make it anew.", path, number);
    }

    /// <summary>
    /// Writes the characters in their order: a file that stands beside a model, since ids follow from it. UTF-8, a character each line as its code point in
    /// hexadecimal, and the character itself for people.
    /// </summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    public void Save(string path)
    {
        var text = new StringBuilder(FileHeader).Append('\n');
        foreach (var character in Characters)
        {
            // A line feed can't stand for itself.
            var itself = Rune.IsControl(character) ? "" : $" {character}";
            text.Append(CultureInfo.InvariantCulture, $"{character.Value:X4}{itself}\n");
        }

        File.WriteAllText(path, text.ToString());
    }

    /// <summary>The ids of a text's characters, without start and end.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">A character is not in the vocabulary, and unknown ones are errors; the message names it and the text.</exception>
    public int[] Encode(string text)
    {
        var ids = new List<int>(text.Length);
        Encode(text, ids);
        return [.. ids];
    }

    /// <summary>Adds the ids of a text's characters, without start and end, to a list.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">The list.</param>
    /// <returns>How many were added.</returns>
    /// <exception cref="ArgumentException">A character is not in the vocabulary, and unknown ones are errors; the message names it and the text.</exception>
    public int Encode(string text, ICollection<int> ids)
    {
        var before = ids.Count;
        foreach (var character in text.EnumerateRunes())
        {
            if (_ids.TryGetValue(character, out var id))
            {
                ids.Add(id);
            }
            else if (UnknownCharacters == UnknownCharacters.Map)
            {
                ids.Add(Unknown);
            }
            else if (UnknownCharacters == UnknownCharacters.Throw)
            {
                throw new ArgumentException($"U+{character.Value:X4} '{character}' of '{text}' is not in the vocabulary. Make the vocabulary of all splits, or choose another policy for unknown characters.", nameof(text));
            }
        }

        return ids.Count - before;
    }

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
