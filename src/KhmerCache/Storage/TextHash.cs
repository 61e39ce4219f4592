using System.IO.Hashing;

namespace KhmerCache.Storage;

/// <summary>The hash that lines are sorted, found and spread by: XxHash3 (64 bits) of the text's UTF-8.</summary>
internal static class TextHash
{
    public static ulong Of(ReadOnlySpan<byte> textUtf8) => XxHash3.HashToUInt64(textUtf8);
}
