using KhmerCache.Remote.Stores;
using KhmerCache.Tests;

namespace KhmerCache.Remote.Tests.Conformance;

public sealed class AFolderAsAStore : ObjectStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override Task<IObjectStore> OpenAsync(string? prefix = "cache", IObjectStore? beside = null) =>
        Task.FromResult(ObjectStores.Open(RemoteAddress.Parse($"file://{_folder.Path}/{prefix ?? "cache"}")));
}
