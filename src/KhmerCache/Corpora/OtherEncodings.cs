namespace KhmerCache.Corpora;

/// <summary>Recognises text that is not UTF-8 by how it begins.</summary>
internal static class OtherEncodings
{
    private const int LookedAt = 4096;

    /// <summary>The name of the encoding that a file is in by all appearances; null where it may be UTF-8.</summary>
    public static string? NameOf(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
        _ => HasHighBytes(content[..Math.Min(content.Length, LookedAt)]) ? "UTF-16 without a byte order mark" : null,
    };

    // In UTF-16, every other byte of Latin is 0 and of Khmer 0x17, both of which are control characters elsewhere.
    private static bool HasHighBytes(ReadOnlySpan<byte> content)
    {
        var high = content.Count((byte)0) + content.Count((byte)0x17);
        return content.Length > 1 && high > content.Length / 3 && high < content.Length * 2 / 3;
    }
}
