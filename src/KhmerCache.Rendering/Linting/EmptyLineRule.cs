namespace KhmerCache.Rendering.Linting;

/// <summary>A line without text. It is passed over, but often something else is missing there.</summary>
internal sealed class EmptyLineRule : ILineRule
{
    public void Check(string text, ICollection<Finding> findings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            findings.Add(new Finding(
                DiagnosticCodes.EmptyLine,
                1,
                text.Length == 0 ? "The line is empty, and is passed over. Delete it." : "The line has nothing but blanks, and is passed over. Delete it."));
        }
    }
}
