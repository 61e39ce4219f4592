using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests.Conformance;

[Collection(AzureCollection.Name)]
public sealed class AzuriteAsAStore(AzuriteServer server) : ObjectStoreConformance
{
    private protected override async Task<IObjectStore> OpenAsync(string? prefix = "cache", IObjectStore? beside = null) =>
        ObjectStores.Open(Places.Of(await server.NewAddressAsync(prefix ?? "cache"), beside));
}
