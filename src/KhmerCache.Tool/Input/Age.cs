using System.Globalization;

namespace KhmerCache.Tool.Input;

/// <summary>Times as people write them: <c>30d</c>, <c>12h</c>, <c>90m</c>, <c>2w</c>.</summary>
internal static class Age
{
    /// <summary>More than anything is old, little enough to be added to a date.</summary>
    private const double MostDays = 36_500;

    private static readonly (char Unit, TimeSpan Length)[] Units =
        [('m', TimeSpan.FromMinutes(1)), ('h', TimeSpan.FromHours(1)), ('d', TimeSpan.FromDays(1)), ('w', TimeSpan.FromDays(7))];

    /// <summary>Reads a time.</summary>
    /// <param name="option">The option that has it, for the error.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="KhmerCacheException">It is none.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var (unit, length) = Array.Find(Units, known => text.EndsWith(known.Unit));
        return unit != default && double.TryParse(text[..^1].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * length.TotalDays <= MostDays
            ? length * number
            : throw new KhmerCacheException(DiagnosticCodes.Configuration, $"{option}: '{text}' is not a time. Write a number with a unit, such as 30d, 12h or 90m.");
    }
}
