using System.Globalization;

namespace KhmerCache.Tool.Imports;

/// <summary>An entry as the index of a tree tells of it, in few bytes: a tree may have millions.</summary>
/// <param name="Key">The key, which names the files.</param>
/// <param name="TextHash">The hash that segments are ordered by, of the text that the index tells.</param>
/// <param name="FontHash">XxHash3 of the font that the index tells; 0 where it tells none.</param>
internal readonly record struct TreeEntry(UInt128 Key, ulong TextHash, ulong FontHash) : IComparable<TreeEntry>
{
    /// <summary>The key as files are named: 32 hexadecimal digits in lower case.</summary>
    public string Name => Key.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The order of lines in segments, so that a segment can be written as soon as its entries have been looked at.</summary>
    public int CompareTo(TreeEntry other)
    {
        var order = TextHash.CompareTo(other.TextHash);
        order = order != 0 ? order : Key.CompareTo(other.Key);
        return order != 0 ? order : FontHash.CompareTo(other.FontHash);
    }

    public static bool operator <(TreeEntry left, TreeEntry right) => left.CompareTo(right) < 0;

    public static bool operator >(TreeEntry left, TreeEntry right) => left.CompareTo(right) > 0;

    public static bool operator <=(TreeEntry left, TreeEntry right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TreeEntry left, TreeEntry right) => left.CompareTo(right) >= 0;
}
