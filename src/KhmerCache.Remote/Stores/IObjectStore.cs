namespace KhmerCache.Remote.Stores;

/// <summary>
/// What is asked of a store, and no more, so that any store will do: names and bytes. Objects are named by what they hold, so that one that is put twice is
/// the same object, whether or not the store heeds a condition. Safe to use from several threads.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>Where it is, for messages; never with a credential in it.</summary>
    RemoteAddress Address { get; }

    /// <summary>The objects whose names begin with a prefix, in ordinal order.</summary>
    /// <exception cref="KhmerCacheException">The store can't be reached, does not know the place, or refuses.</exception>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>An object without its bytes; null where there is none of that name.</summary>
    /// <exception cref="KhmerCacheException">As for <see cref="ListAsync"/>.</exception>
    Task<StoredObject?> HeadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes the bytes of an object to a stream that may have been written to in part before, where a try has failed: it is then set back to where it stood.</summary>
    /// <param name="name">The name.</param>
    /// <param name="destination">A stream that can seek.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False where there is no object of that name; nothing is written then.</returns>
    /// <exception cref="KhmerCacheException">As for <see cref="ListAsync"/>, or the connection broke and further tries did not help.</exception>
    Task<bool> TryReadAsync(string name, Stream destination, CancellationToken cancellationToken);

    /// <summary>Puts an object, unless there is one of that name. A store that does not heed the condition puts the same bytes once more.</summary>
    /// <param name="name">The name.</param>
    /// <param name="content">A stream that can seek, from its beginning.</param>
    /// <param name="cancellationToken">Ends the writing; the object is then there as a whole or not at all.</param>
    /// <returns>Whether it was put; true also where a store can't tell.</returns>
    /// <exception cref="KhmerCacheException">As for <see cref="ListAsync"/>.</exception>
    Task<bool> PutIfAbsentAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>Deletes an object; it is no error if there is none.</summary>
    /// <exception cref="KhmerCacheException">As for <see cref="ListAsync"/>.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
