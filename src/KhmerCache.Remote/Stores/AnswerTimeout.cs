namespace KhmerCache.Remote.Stores;

/// <summary>
/// Gives up on a request that has no answer after a while, so that the store's client tries again. The clients' own limits are for a whole request, and
/// either cut off an upload over a slow line or wait minutes for a machine that hangs.
/// </summary>
internal sealed class AnswerTimeout : DelegatingHandler
{
    /// <summary>What the slowest line is taken to carry, in bytes per second: a segment is up to 32 MB, and goes out beside others.</summary>
    private const double SlowestLine = 32 * 1024;

    /// <summary>For the head of an answer. A list of 1000 names takes a busy store a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private AnswerTimeout(HttpMessageHandler inner)
        : base(inner)
    {
    }

    /// <summary>The connections of one store.</summary>
    public static HttpMessageHandler Connections() => new AnswerTimeout(new SocketsHttpHandler
    {
        // What takes longer is not there; clients try again.
        ConnectTimeout = TimeSpan.FromSeconds(4),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        UseCookies = false,

        // Requests are signed, and carry nothing of a program that traces itself.
        ActivityHeadersPropagator = null,
    });

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience + TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / SlowestLine));
        try
        {
            return await base.SendAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"no answer from {request.RequestUri?.Authority}", exception);
        }
    }
}
