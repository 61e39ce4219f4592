namespace KhmerCache.Remote.Stores;

/// <summary>Opens the store that an address names.</summary>
internal static class ObjectStores
{
    /// <summary>Opens a store; nothing is asked of it yet.</summary>
    /// <exception cref="KhmerCacheException">There is no such kind of store.</exception>
    public static IObjectStore Open(RemoteAddress address) => address.Scheme switch
    {
        RemoteScheme.Folder => new FolderStore(address),
        _ => throw new KhmerCacheException(DiagnosticCodes.RemoteNotUsable, $"The remote cache {address} can't be used: there is no store for {address.Scheme}."),
    };
}
