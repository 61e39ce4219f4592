namespace KhmerCache.Rendering.Linting;

/// <summary>A byte order mark at the start of a line: two files were joined, and the second one's mark is now part of a label.</summary>
internal sealed class ByteOrderMarkRule : ILineRule
{
    public const char Mark = '\uFEFF';

    public void Check(string text, ICollection<Finding> findings)
    {
        if (text.StartsWith(Mark))
        {
            findings.Add(new Finding(
                DiagnosticCodes.ByteOrderMarkInside, 1, "A byte order mark (U+FEFF) stands inside the file and becomes part of the label. Delete it; files are often joined like this."));
        }
    }
}
