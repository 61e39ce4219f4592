using System.Collections.Concurrent;
using KhmerCache.Remote.Stores;

namespace KhmerCache.Remote.Tests.Copies;

/// <summary>A store whose objects can be held back, and that can be down; it notes what was read.</summary>
internal sealed class GatedStore(IObjectStore store) : IObjectStore
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _read = [];
    private volatile bool _isDown;
    private int _reading;

    /// <summary>Which objects wait for <see cref="OpenGate"/>.</summary>
    public Func<string, bool> IsHeld { get; init; } = _ => false;

    /// <summary>Is told of each object before it is read.</summary>
    public Action<string>? OnRead { get; init; }

    /// <summary>Whether the store can't be reached.</summary>
    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    /// <summary>The objects that were read to their end, in order.</summary>
    public IReadOnlyCollection<string> Read => _read;

    /// <summary>How many reads are under way.</summary>
    public int Reading => Volatile.Read(ref _reading);

    public bool IsDisposed { get; private set; }

    public RemoteAddress Address => store.Address;

    public void OpenGate() => _opened.TrySetResult();

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        return store.ListAsync(prefix, cancellationToken);
    }

    public Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken) => store.HeadAsync(name, cancellationToken);

    public async Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        OnRead?.Invoke(name);
        Interlocked.Increment(ref _reading);
        try
        {
            if (IsHeld(name))
            {
                // Half of an object has come when the gate is met: what is not whole must not be taken.
                destination.Write([1, 2, 3]);
                await _opened.Task.WaitAsync(cancellationToken);
                destination.Position -= 3;
                destination.SetLength(destination.Position);
            }

            ThrowIfDown();
            var isThere = await store.TryReadAsync(name, destination, cancellationToken);
            _read.Enqueue(name);
            return isThere;
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    public Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken) => store.PutIfAbsentAsync(name, content, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);

    public void Dispose()
    {
        IsDisposed = true;
        store.Dispose();
    }

    private void ThrowIfDown()
    {
        if (IsDown)
        {
            throw new KhmerCacheException(DiagnosticCodes.RemoteNotUsable, $"The remote cache {Address} can't be used: the test says so.");
        }
    }
}
