using KhmerCache.Storage;

namespace KhmerCache.Remote.Copies;

/// <summary>What is known of a segment that arrives. For one thread at a time.</summary>
/// <param name="textHashes">The texts that it may hold.</param>
internal sealed class Arrival(HashRange textHashes)
{
    public HashRange TextHashes { get; } = textHashes;

    /// <summary>Whether this process has compared it with its name.</summary>
    public bool IsVerified { get; set; }

    /// <summary>Whether somebody is at it in this process.</summary>
    public bool IsRunning { get; set; }

    public int RequestsForRoom { get; set; }

    public TaskCompletionSource? Waiting { get; set; }

    public KhmerCacheException? Error { get; set; }

    public long FailedAt { get; set; }

    public void Arrive()
    {
        Waiting?.TrySetResult();
        (Waiting, Error, RequestsForRoom) = (null, null, 0);
    }

    public void Fail(Exception error)
    {
        if (Waiting?.TrySetException(error) == true)
        {
            // Who waited may have been cancelled, and look at it no more.
            _ = Waiting.Task.Exception;
        }

        Waiting = null;
    }
}
