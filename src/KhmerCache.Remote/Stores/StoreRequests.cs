namespace KhmerCache.Remote.Stores;

/// <summary>
/// Runs requests to a store over a network. A store that has never answered is given up on after seconds, whatever its client would still try; one that
/// has answered is worth the client's retries. What fails becomes one sentence.
/// </summary>
/// <param name="address">The store.</param>
/// <param name="explain">What an exception of the store's client means and what to do, as one sentence; null for one that is not the store's.</param>
internal sealed class StoreRequests(RemoteAddress address, Func<Exception, string?> explain)
{
    /// <summary>For the first answer, with all retries and the search for credentials.</summary>
    internal static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(12);

    private volatile bool _answered;

    /// <summary>Whether the store has answered before.</summary>
    public bool HasAnswered => _answered;

    /// <summary>Runs a request, and whatever of its client is not asynchronous, beside the caller.</summary>
    /// <exception cref="KhmerCacheException">It failed.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!_answered)
        {
            limit.CancelAfter(FirstAnswer);
        }

        try
        {
            // Chains of credentials may wait without a look at the token. A request that writes to a stream never comes first (see the stores), so nobody writes on after this has returned.
            var running = Task.Run(() => request(limit.Token), limit.Token);
            var result = await (_answered ? running : running.WaitAsync(limit.Token)).ConfigureAwait(false);
            _answered = true;
            return result;
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not KhmerCacheException)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw NotUsable($"it did not answer in {FirstAnswer.TotalSeconds:0} s. Check the endpoint, the network, and that the store runs.", exception);
        }
        catch (Exception exception) when (explain(exception) is { } why)
        {
            throw NotUsable(why, exception);
        }
    }

    private KhmerCacheException NotUsable(string why, Exception exception) => new(
        DiagnosticCodes.RemoteNotUsable, $"The remote cache {address} can't be used: {why}", innerException: exception);
}
