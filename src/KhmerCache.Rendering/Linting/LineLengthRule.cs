using System.Globalization;

namespace KhmerCache.Rendering.Linting;

/// <summary>A line that is longer than a line of text should be, such as a whole paragraph.</summary>
internal sealed class LineLengthRule(int maxLength) : ILineRule
{
    public void Check(string text, ICollection<Finding> findings)
    {
        if (text.Length > maxLength)
        {
            findings.Add(Describe(text.Length, maxLength, "UTF-16 code units"));
        }
    }

    /// <summary>The finding about a line of <paramref name="length"/> <paramref name="unit"/>.</summary>
    public static Finding Describe(long length, int maxLength, string unit) => new(
        DiagnosticCodes.OverlongLine,
        1,
        string.Create(CultureInfo.InvariantCulture, $"The line is {length} {unit} long, more than {maxLength}. Break the text into lines, as a page would."));
}
