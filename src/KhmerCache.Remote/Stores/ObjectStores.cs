using System.Runtime.CompilerServices;

namespace KhmerCache.Remote.Stores;

/// <summary>The store that an address is of.</summary>
internal static class ObjectStores
{
    /// <summary>Opens a store. Nothing is asked of it before its first use, so an address that nobody answers at is an error then and not here.</summary>
    /// <param name="address">Where it is.</param>
    public static IObjectStore Open(RemoteAddress address) => address.Scheme switch
    {
        RemoteScheme.S3 => OpenS3(address),
        RemoteScheme.Azure => OpenAzure(address),
        _ => new FolderStore(address),
    };

    // Methods of their own, so that the client of one store is not loaded for another.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3Store OpenS3(RemoteAddress address) => new(address);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AzureBlobStore OpenAzure(RemoteAddress address) => new(address);
}
