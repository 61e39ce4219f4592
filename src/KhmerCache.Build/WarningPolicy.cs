namespace KhmerCache.Build;

/// <summary>
/// What becomes of a warning under the settings that C# projects have for it. MSBuild itself heeds <c>NoWarn</c> and <c>WarningsAsErrors</c> for the warnings of tasks, but
/// <c>TreatWarningsAsErrors</c> only for the compiler's. What is warned of a cache (<c>KHC3xxx</c>) or of a remote one (<c>KHC6xxx</c>) is no fault of the project's sources, and is mended by then.
/// </summary>
/// <param name="treatAllAsErrors">The property <c>TreatWarningsAsErrors</c>.</param>
/// <param name="notAsErrors">The codes of <c>WarningsNotAsErrors</c>.</param>
/// <param name="silenced">The codes of <c>NoWarn</c>.</param>
internal sealed class WarningPolicy(string? treatAllAsErrors, IEnumerable<string> notAsErrors, IEnumerable<string> silenced)
{
    private readonly bool _treatAllAsErrors = Setting.IsTrue(treatAllAsErrors);
    private readonly HashSet<string> _notAsErrors = [.. CodesOf(notAsErrors), .. CodesOf(silenced)];

    /// <summary>Whether all warnings are errors, but for those of caches and <see cref="NotAsErrors"/>.</summary>
    public bool TreatsAllAsErrors => _treatAllAsErrors;

    /// <summary>The codes that stay warnings.</summary>
    public IEnumerable<string> NotAsErrors => _notAsErrors.OrderBy(code => code, StringComparer.Ordinal);

    /// <summary>Our codes among those of all programs, parted by <c>,</c> or <c>;</c>, in upper case.</summary>
    public static IEnumerable<string> CodesOf(IEnumerable<string> values) => values
        .SelectMany(value => value.Split(',', ';')).Select(code => code.Trim().ToUpperInvariant()).Where(code => code.StartsWith("KHC", StringComparison.Ordinal));

    /// <summary>Whether a warning is an error.</summary>
    public bool IsError(string? code) =>
        _treatAllAsErrors && !IsOfCache(code, "KHC3") && !IsOfCache(code, "KHC6") && !_notAsErrors.Contains(code?.ToUpperInvariant() ?? "");

    private static bool IsOfCache(string? code, string group) => code?.StartsWith(group, StringComparison.OrdinalIgnoreCase) == true;
}
