using KhmerCache.Remote.Stores;

namespace KhmerCache.Remote.Tests.Transfers;

/// <summary>A store that tells of what it is asked for, so that a test can do there what somebody else might do meanwhile.</summary>
internal sealed class WatchedStore(IObjectStore store) : IObjectStore
{
    public Action<string>? OnPut { get; init; }

    public Action<string>? OnRead { get; init; }

    public Action<string>? OnList { get; init; }

    public RemoteAddress Address => store.Address;

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        OnList?.Invoke(prefix);
        return store.ListAsync(prefix, cancellationToken);
    }

    public Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken) => store.HeadAsync(name, cancellationToken);

    public Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken)
    {
        OnRead?.Invoke(name);
        return store.TryReadAsync(name, destination, cancellationToken);
    }

    public Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        OnPut?.Invoke(name);
        return store.PutIfAbsentAsync(name, content, cancellationToken);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);

    public void Dispose() => store.Dispose();
}
