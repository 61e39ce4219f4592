namespace KhmerCache.Rendering.Linting;

/// <summary>Blanks at the ends of a line. They are cut off, so that the label is another text than the file has.</summary>
internal sealed class EdgeBlankRule : ILineRule
{
    public void Check(string text, ICollection<Finding> findings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        var leading = char.IsWhiteSpace(text[0]);
        if (leading || char.IsWhiteSpace(text[^1]))
        {
            var (where, column) = leading ? ("begins", 1) : ("ends", text.AsSpan().TrimEnd().Length + 1);
            findings.Add(new Finding(
                DiagnosticCodes.EdgeBlank, column, $"The line {where} with a blank (U+{(int)text[column - 1]:X4}), which the label does not have. Delete it."));
        }
    }
}
