using System.Globalization;
using System.Text;

namespace KhmerCache.Tool.Imports;

/// <summary>Why an entry of a tree does not come in, as a diagnostic.</summary>
internal static class Refusal
{
    private const int LongestQuote = 80;

    /// <summary>The refusal for a file of the tree.</summary>
    /// <param name="file">The file.</param>
    /// <param name="what">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do, as sentences.</param>
    /// <param name="line">The line in the file, from 1, or 0.</param>
    /// <param name="innerException">What the system said, if it did.</param>
    public static KhmerCacheException Of(string file, string what, string remedy, int line = 0, Exception? innerException = null) => new(
        new Diagnostic(DiagnosticSeverity.Warning, DiagnosticCodes.ImportRefused, $"Not imported: {what.TrimEnd('.')}. {remedy}", file, line), innerException);

    /// <summary>A text of the tree as a message shows it: it may be long, act on the terminal or run backwards.</summary>
    public static string Quote(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var character in text.EnumerateRunes())
        {
            if (shown.Length > LongestQuote)
            {
                return shown.Append("…'").ToString();
            }

            shown.Append(IsHarmless(character) ? character.ToString() : $"\\u{{{character.Value:X4}}}");
        }

        return shown.Append('\'').ToString();
    }

    private static bool IsHarmless(Rune character) => Rune.GetUnicodeCategory(character) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
