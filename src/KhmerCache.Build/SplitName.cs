namespace KhmerCache.Build;

/// <summary>Finds slips in the names of splits. Any name is allowed, but all except <c>val</c> and <c>test</c> are trained from, which a slip would do unnoticed.</summary>
internal static class SplitName
{
    private static readonly (string Usual, string[] Names)[] Known =
    [
        ("train", ["train", "training"]),
        ("val", ["val", "valid", "validate", "validation", "eval", "dev"]),
        ("test", ["test", "testing"]),
    ];

    /// <summary>The name that is probably meant; null where <paramref name="name"/> is that, or nothing like it.</summary>
    public static string? MeantBy(string name)
    {
        var lower = name.ToLowerInvariant();
        var usual = Array.Find(Known, split => split.Names.Any(known => IsLike(lower, known))).Usual;
        return usual == name ? null : usual;
    }

    // Short words are like many others: of those, only the same letters in another order are a slip.
    private static bool IsLike(string name, string known) =>
        name == known
        || (known.Length > 3 && name.Length == known.Length && name.OrderBy(letter => letter).SequenceEqual(known.OrderBy(letter => letter)))
        || (known.Length > 4 && Distance(name, known) <= (known.Length > 7 ? 2 : 1));

    /// <summary>How many letters have to be added, taken away or replaced (V. Levenshtein, 1966).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
