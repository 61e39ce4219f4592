using System.Diagnostics.CodeAnalysis;

namespace KhmerCache.Remote.Stores;

/// <summary>
/// Gives up on a request that has no answer after a while, so that the store's client tries again. The clients' own limits are for a whole request, and
/// either cut off an upload over a slow line or wait minutes for a machine that hangs.
/// </summary>
internal sealed class AnswerTimeout : DelegatingHandler
{
    /// <summary>For the head of an answer. A list of 1000 names takes a busy store a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What the slowest line is taken to carry, in bytes per second; a segment is up to 32 MB and goes with others.</summary>
    private const double SlowestLine = 32 * 1024;

    private AnswerTimeout(HttpMessageHandler inner)
        : base(inner)
    {
    }

    /// <summary>The connections of one store.</summary>
    public static HttpMessageHandler Connections() => new AnswerTimeout(new SocketsHttpHandler
    {
        // What is slower than this is not there; clients try three times or more.
        ConnectTimeout = TimeSpan.FromSeconds(4),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    });

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var patience = Patience + TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / SlowestLine);
        limit.CancelAfter(patience);
        try
        {
            return await base.SendAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"There was no answer in {patience.TotalSeconds:0} s.", new TimeoutException(null, exception));
        }
    }
}
