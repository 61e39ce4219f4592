using HarfBuzzSharp;

namespace KhmerCache.Rendering.Text;

/// <summary>
/// The brackets and quotation marks that are open at a place in a line, each with the script that it went with: the mark that closes a pair goes with
/// the same, as UAX #24 asks for. Fonts space brackets by script, and some have one for each.
/// </summary>
/// <param name="open">Room for those that are open at once; what is deeper counts as no pair.</param>
internal ref struct OpenPairs(Span<(char Closing, Script Script)> open)
{
    private readonly Span<(char Closing, Script Script)> _open = open;
    private int _count;

    /// <summary>Takes note of a mark that opens a pair, and finds the script of one that closes it; null for all other characters.</summary>
    /// <param name="character">A character without a script of its own.</param>
    /// <param name="current">The script of what stands before it.</param>
    public Script? Take(char character, Script current)
    {
        if (ClosingOf(character) is var closing and not '\0')
        {
            if (_count < _open.Length)
            {
                _open[_count++] = (closing, current);
            }

            return null;
        }

        if (!IsClosing(character))
        {
            return null;
        }

        for (var i = _count - 1; i >= 0; i--)
        {
            if (_open[i].Closing == character)
            {
                _count = i;
                return _open[i].Script;
            }
        }

        return null;
    }

    private static char ClosingOf(char character) => character switch
    {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '«' => '»',
        '‹' => '›',
        '“' => '”',
        '‘' => '’',
        _ => '\0',
    };

    private static bool IsClosing(char character) => character is ')' or ']' or '}' or '»' or '›' or '”' or '’';
}
