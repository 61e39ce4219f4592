using System.Globalization;

namespace KhmerCache.Build;

/// <summary>A property of the project that the worker takes as an option, and the rule for its value. Blank means "not set", which is always right.</summary>
/// <param name="Property">The name of the MSBuild property.</param>
/// <param name="Value">Its value as it stands in the project.</param>
/// <param name="Expected">The rule in words, to follow "must be".</param>
/// <param name="IsRight">The rule.</param>
internal sealed record Setting(string Property, string? Value, string Expected, Func<string, bool> IsRight)
{
    /// <summary>What to tell the user, or null where the value is right.</summary>
    public string? Problem =>
        string.IsNullOrWhiteSpace(Value) || IsRight(Value!.Trim()) ? null : $"{Property} is '{Value}', but must be {Expected}.";

    /// <summary>A whole number from <paramref name="minimum"/> up.</summary>
    public static Setting WholeNumber(string property, string? value, int minimum) =>
        new(property, value, $"a whole number from {minimum.ToString(CultureInfo.InvariantCulture)} up", text => IsWholeNumber(text, minimum));

    /// <summary>A whole number within bounds.</summary>
    public static Setting WholeNumber(string property, string? value, int minimum, int maximum) => new(
        property,
        value,
        string.Format(CultureInfo.InvariantCulture, "a whole number from {0} to {1}", minimum, maximum),
        text => IsWholeNumber(text, minimum) && int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) <= maximum);

    /// <summary>A whole number of 64 bits, with or without a sign.</summary>
    public static Setting Seed(string property, string? value) =>
        new(property, value, "a whole number", text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    /// <summary>How many fonts show a line: <c>all</c> or a whole number from 1 up.</summary>
    public static Setting FontsPerLine(string property, string? value) =>
        new(property, value, "'all' or a whole number from 1 up", text => text == "all" || IsWholeNumber(text, minimum: 1));

    /// <summary>One of a few words.</summary>
    public static Setting Word(string property, string? value, params string[] words) =>
        new(property, value, string.Join(" or ", words.Select(word => $"'{word}'")), words.Contains);

    /// <summary><c>true</c> or <c>false</c>, or what conditions of MSBuild take for them.</summary>
    public static Setting Flag(string property, string? value) => new(property, value, "'true' or 'false'", text => IsTrue(text) || IsFalse(text));

    /// <summary>Whether a flag is set.</summary>
    public static bool IsTrue(string? value) => IsOneOf(value, "true", "on", "yes");

    /// <summary>Whether a flag is set to <c>false</c>, which is not the same as not set.</summary>
    public static bool IsFalse(string? value) => IsOneOf(value, "false", "off", "no");

    /// <summary>A part of the work, <c>I/N</c>, counted from 1, or <c>auto</c>.</summary>
    public static Setting Shard(string property, string? value) =>
        new(
            property,
            value,
            "I/N with I from 1 to N, such as 1/4, or 'auto'",
            text => text == "auto" || text.Split('/') is { Length: 2 } parts && IsWholeNumber(parts[0], minimum: 1) && IsWholeNumber(parts[1], minimum: int.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture)));

    private static bool IsOneOf(string? value, params string[] words) => words.Contains(value?.Trim(), StringComparer.OrdinalIgnoreCase);

    // NumberStyles.None: digits and nothing else, in every culture.
    private static bool IsWholeNumber(string text, int minimum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum;
}
