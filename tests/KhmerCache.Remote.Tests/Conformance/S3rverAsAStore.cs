using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests.Conformance;

/// <summary>A store that speaks S3 and does not heed conditions, as some that are in use do not.</summary>
[Collection(S3Collection.Name)]
public sealed class S3rverAsAStore(S3Server server) : ObjectStoreConformance
{
    private protected override bool HeedsConditions => false;

    // It writes straight into its file.
    private protected override bool PutsWholeObjects => false;

    private protected override int PassesOverContent => 2;

    private protected override async Task<IObjectStore> OpenAsync(string? prefix = "cache", IObjectStore? beside = null) =>
        ObjectStores.Open(Places.Of(await server.NewAddressAsync(prefix ?? "cache"), beside));
}
