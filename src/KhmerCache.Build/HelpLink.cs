namespace KhmerCache.Build;

/// <summary>Where a code is explained.</summary>
internal static class HelpLink
{
    private const string Page = "https://github.com/khmercache/khmercache/blob/main/docs/build.md";

    /// <summary>The address of a code's entry; null for what has no code.</summary>
    public static string? Of(string? code) => string.IsNullOrEmpty(code) ? null : $"{Page}#{code!.ToLowerInvariant()}";
}
