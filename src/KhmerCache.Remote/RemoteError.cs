namespace KhmerCache.Remote;

/// <summary>What is wrong with an object of a remote cache, as an error.</summary>
internal static class RemoteError
{
    /// <summary>It holds other bytes than its name says.</summary>
    public static KhmerCacheException Damaged(RemoteAddress address, string name, string found) => new(
        DiagnosticCodes.RemoteDamaged,
        $"{address.Of(name)} is damaged, and was not taken: its SHA-256 is {found}, and its name says {RemoteLayout.DigestIn(name)}. Delete the object, or run 'khmercache push --replace' where the cache is whole.");

    /// <summary>It is longer than it may be, so that its digest need not be looked at.</summary>
    public static KhmerCacheException TooLong(RemoteAddress address, string name, long length) => new(
        DiagnosticCodes.RemoteDamaged,
        $"{address.Of(name)} is damaged, and was not taken: it has more than the {length} bytes that it is to have. Delete the object, or run 'khmercache push' where the cache is whole.");

    /// <summary>A snapshot names it, and it is not there.</summary>
    public static KhmerCacheException Missing(RemoteAddress address, string name) => new(
        DiagnosticCodes.RemoteDamaged, $"{address.Of(name)} is missing, and a snapshot names it. Run 'khmercache push' where the cache is whole.");

    /// <summary>A snapshot that is what its name says, and yet makes no sense.</summary>
    public static KhmerCacheException NoSnapshot(RemoteAddress address, string name, string why) => new(
        DiagnosticCodes.RemoteDamaged, $"{address.Of(name)} is no snapshot, and was not taken: {why}. Delete the object.");

    /// <summary>Nobody has pushed anything to this address.</summary>
    public static KhmerCacheException Empty(RemoteAddress address) => new(
        DiagnosticCodes.RemoteNotUsable, $"There is no cache at {address}: it has no snapshot. Check the address, or run 'khmercache push' where there is one.");
}
