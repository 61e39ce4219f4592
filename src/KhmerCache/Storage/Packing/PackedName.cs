namespace KhmerCache.Storage.Packing;

/// <summary>What segments are called in a packed cache: by their path below the cache folder, with <c>/</c>.</summary>
internal static class PackedName
{
    private const string Folder = "segments/";

    /// <summary>The name of a segment, given as manifests name it.</summary>
    public static string Of(string segment) => Folder + segment;

    /// <summary>A name as a message shows it: whatever is no letter of ASCII may be meant to deceive.</summary>
    public static string Printable(string name) => string.Concat(name.Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
}
