using System.Buffers;

namespace KhmerCache.Remote.Stores;

/// <summary>Copies what a store sends. The clients try again as long as a request has no answer; when the connection breaks in the middle of one, the copy starts again here.</summary>
internal static class ObjectBody
{
    private const int Tries = 3;
    private const int BufferSize = 1 << 18;

    /// <summary>A connection over which nothing comes for so long is broken.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>Copies an object to where the destination stands.</summary>
    /// <param name="open">Asks for the object; null where there is none.</param>
    /// <param name="destination">A stream that can seek; what a broken try has written is taken back.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>Whether there is such an object.</returns>
    /// <exception cref="HttpRequestException">The connection broke each time.</exception>
    /// <exception cref="IOException">The destination can't be written.</exception>
    public static async Task<bool> CopyAsync(Func<CancellationToken, Task<Stream?>> open, Stream destination, CancellationToken cancellationToken)
    {
        var start = destination.Position;
        for (var attempt = 1; ; attempt++)
        {
            if (await open(cancellationToken).ConfigureAwait(false) is not { } body)
            {
                return false;
            }

            try
            {
                await using (body.ConfigureAwait(false))
                {
                    await CopyAsync(body, destination, cancellationToken).ConfigureAwait(false);
                    return true;
                }
            }
            catch (HttpRequestException) when (attempt < Tries)
            {
                destination.Position = start;
                destination.SetLength(start);
            }
        }
    }

    private static async Task CopyAsync(Stream body, Stream destination, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            while (await ReadAsync(body, buffer, silence, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        silence.CancelAfter(Silence);
        try
        {
            var read = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            return read;
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke in the middle of an object.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, $"Nothing came for {Silence.TotalSeconds:0} s in the middle of an object.", exception);
        }
    }
}
