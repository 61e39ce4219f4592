namespace KhmerCache.Remote.Transfers;

/// <summary>
/// Where an object's bytes go on their way into a cache. What is longer than it may be ends at once, before it fills the disk; and a disk that takes nothing more is
/// told from a store that gives nothing more.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="limit">The most bytes it may come to have.</param>
/// <param name="tooLong">Makes the error where there are more.</param>
internal sealed class ArrivingStream(Stream file, long limit, Func<Exception> tooLong) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (file.Position + buffer.Length > limit)
        {
            throw tooLong();
        }

        try
        {
            file.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.CacheNotWritable,
                $"Error caching image: what was pulled can't be written: {exception.Message} Check the space left.",
                (file as FileStream)?.Name,
                innerException: exception);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The file is one of the system's cache, which takes the bytes as fast as they can be copied.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
