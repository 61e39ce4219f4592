using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TrainCrnn;

/// <summary>
/// Splits a corpus of lines into words and short lines, so that no word that the model is measured on is seen in training, also not within another one. Khmer writes spaces between
/// phrases, not between words: a <em>word</em> is here what stands between blanks or punctuation, and there may be another one in the middle of it.
/// </summary>
internal static class Words
{
    /// <summary>Longer words are left out: a model that is small enough for a processor learns most from short pictures.</summary>
    public const int MaxLength = 24;

    // One word in ten.
    private const double UnseenShare = 0.1;

    /// <summary>The words of a line: what is left between blanks when everything that is not Khmer has been taken off at both ends.</summary>
    /// <param name="line">The line.</param>
    /// <returns>Words of 2 to <see cref="MaxLength"/> characters, all of them Khmer letters, vowels and signs, beginning with a letter.</returns>
    public static IEnumerable<string> Split(string line) =>
        from part in line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let word = Trim(part)
        where word.Length is >= 2 and <= MaxLength && IsLetter(word[0]) && word.All(IsKhmer)
        select word;

    /// <summary>Whether a word is kept out of training: by the SHA-256 of its text, so that it stays where it is when others come or go.</summary>
    /// <param name="word">The word.</param>
    public static bool IsUnseen(string word) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word))) < UnseenShare * uint.MaxValue;

    /// <summary>
    /// The two splits of a corpus. Training has words and short lines (up to <see cref="MaxLength"/> characters), those of them that have no unseen word at any place in them;
    /// <c>unseen</c> has words only.
    /// </summary>
    /// <param name="lines">The lines of the corpus.</param>
    public static (IReadOnlyList<string> Train, IReadOnlyList<string> Unseen) Divide(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        var words = all.SelectMany(Split).ToHashSet(StringComparer.Ordinal);
        string[] unseen = [.. words.Where(IsUnseen).Order(StringComparer.Ordinal)];
        var shortLines = all.Where(line => line.Length <= MaxLength && line.Contains(' ', StringComparison.Ordinal));
        var seen = words.Concat(shortLines).Where(line => !unseen.Any(word => line.Contains(word, StringComparison.Ordinal)));
        return ([.. seen.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], unseen);
    }

    /// <summary>Writes <c>train.txt</c> and <c>unseen.txt</c>.</summary>
    /// <param name="folder">A folder; its <c>*.txt</c> files whose names are in lower case are the corpus, so that licences are left out.</param>
    /// <param name="output">The folder to write to.</param>
    public static void Write(string folder, string output)
    {
        var files = Directory.GetFiles(folder, "*.txt").Where(file => !char.IsUpper(Path.GetFileName(file)[0])).Order(StringComparer.Ordinal);
        var (train, unseen) = Divide(files.SelectMany(File.ReadLines));
        Directory.CreateDirectory(output);
        File.WriteAllText(Path.Combine(output, "train.txt"), string.Concat(train.Select(line => line + "\n")));
        File.WriteAllText(Path.Combine(output, "unseen.txt"), string.Concat(unseen.Select(line => line + "\n")));
        Console.WriteLine($"{train.Count} words and short lines to train from, {unseen.Count} words to measure with: {output}");
    }

    // Letters and independent vowels, dependent vowels, signs and coeng; not the punctuation and the digits that follow them.
    private static bool IsKhmer(char character) => character is >= '\u1780' and <= '\u17D3';

    private static bool IsLetter(char character) => character is >= '\u1780' and <= '\u17B3';

    private static string Trim(string part)
    {
        var (start, end) = (0, part.Length);
        while (start < end && !IsKhmer(part[start]))
        {
            start++;
        }

        while (end > start && !IsKhmer(part[end - 1]))
        {
            end--;
        }

        return part[start..end];
    }
}
