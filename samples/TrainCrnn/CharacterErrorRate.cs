using System.Text;

namespace TrainCrnn;

/// <summary>
/// Character error rate (CER): the edits (insertions, deletions, substitutions) that turn what was read into what was written, divided by the
/// number of characters (Unicode code points) that were written.
/// </summary>
/// <param name="Errors">The number of edits.</param>
/// <param name="Characters">The number of characters written.</param>
internal readonly record struct CharacterErrorRate(long Errors, long Characters)
{
    /// <summary>The rate; 0 is perfect, and above 1 is possible. Not a number where nothing was written.</summary>
    public double Value => (double)Errors / Characters;

    /// <summary>Of one text.</summary>
    /// <param name="written">The label.</param>
    /// <param name="read">What the model made of the picture.</param>
    public static CharacterErrorRate Of(string written, string read)
    {
        Rune[] characters = [.. written.EnumerateRunes()];
        return new CharacterErrorRate(Distance(characters, [.. read.EnumerateRunes()]), characters.Length);
    }

    /// <summary>Of several texts together: long ones weigh more.</summary>
    public static CharacterErrorRate operator +(CharacterErrorRate left, CharacterErrorRate right) =>
        new(left.Errors + right.Errors, left.Characters + right.Characters);

    /// <inheritdoc/>
    public override string ToString() => $"{100 * Value:F2} %";

    // Wagner and Fischer (1974), one row of the table at a time.
    private static int Distance(Rune[] written, Rune[] read)
    {
        int[] row = [.. Enumerable.Range(0, read.Length + 1)];
        for (var i = 0; i < written.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < read.Length; j++)
            {
                var substitution = diagonal + (written[i] == read[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substitution, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }
}
