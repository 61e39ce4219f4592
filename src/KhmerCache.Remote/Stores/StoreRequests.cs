namespace KhmerCache.Remote.Stores;

/// <summary>
/// Runs requests to a store over a network. A store that has never answered is given up on after seconds, whatever its client would still try; one that
/// has answered is worth all retries of its client.
/// </summary>
/// <param name="address">The store.</param>
/// <param name="explain">What an exception of the store's client means and what to do, for <see cref="RemoteFailure.Of"/>; of a <see cref="TimeoutException"/> why there was no first answer; null for what is not the store's.</param>
internal sealed class StoreRequests(RemoteAddress address, Func<Exception, string?> explain)
{
    /// <summary>For the first answer, with all tries and the search for credentials.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(15);

    private volatile bool _answered;

    /// <summary>Whether the store has answered before. A request that reads or writes a stream of the caller's is none to begin with: it may go on for a moment after it was given up on.</summary>
    public bool HasAnswered => _answered;

    /// <summary>Runs a request.</summary>
    /// <exception cref="KhmerCacheException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return _answered ? await request(cancellationToken).ConfigureAwait(false) : await RunFirstAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not KhmerCacheException)
        {
            // Clients wrap it as they do any other end of a request.
            throw new OperationCanceledException("The caller ended a request to a store.", exception, cancellationToken);
        }
        catch (Exception exception) when (explain(exception) is { } why)
        {
            throw RemoteFailure.Of(address, why, exception);
        }
    }

    private async Task<T> RunFirstAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FirstAnswer);
        try
        {
            // Beside the caller, as the search for credentials and regions waits without a look at the token.
            var result = await Task.Run(() => request(limit.Token), CancellationToken.None).WaitAsync(limit.Token).ConfigureAwait(false);
            _answered = true;
            return result;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(exception.Message, exception);
        }
    }
}
