using System.Net.Http;

namespace KhmerCache.Remote.Stores;

/// <summary>Errors of stores, each one a sentence that names the address, what is wrong and what to do.</summary>
internal static class RemoteFailure
{
    /// <summary>The store can't be used.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="why">What is wrong and what to do, from a small letter to a full stop.</param>
    /// <param name="exception">What the store's client or the system said.</param>
    public static KhmerCacheException Of(RemoteAddress address, string why, Exception? exception = null) => new(
        DiagnosticCodes.RemoteNotUsable, $"The remote cache {address} can't be used: {why}", innerException: exception);

    /// <summary>What a connection failed for, if it was that; otherwise null.</summary>
    public static string? OfConnection(Exception exception) => Cause(exception) switch
    {
        null => null,
        { HttpRequestError: HttpRequestError.NameResolutionError } cause => $"its host is not known ({OneLine(cause)}). Check the address and its endpoint, and the network.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } cause => $"there is no secure connection ({OneLine(cause.InnerException ?? cause)}). Check the endpoint, whether it is http or https, and its certificate.",
        var cause => $"the connection failed ({OneLine(cause)}). Check the endpoint and the network, and that the store runs.",
    };

    /// <summary>The beginning of a message, for the middle of a sentence.</summary>
    public static string OneLine(Exception exception) => exception.Message.Split('\n')[0].Trim().TrimEnd('.');

    // Clients wrap what the connection said in exceptions of their own, and those of several tries in an aggregate.
    private static HttpRequestException? Cause(Exception? exception) => exception switch
    {
        null or HttpRequestException => (HttpRequestException?)exception,
        AggregateException { InnerExceptions.Count: > 0 } several => Cause(several.InnerExceptions[^1]),
        _ => Cause(exception.InnerException),
    };
}
