namespace KhmerCache.Remote.Tests.Conformance;

/// <summary>A file on a disk that is full.</summary>
internal sealed class FullStream : MemoryStream
{
    public const string Message = "No space left on device";

    public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException(Message);

    public override void Write(byte[] buffer, int offset, int count) => throw new IOException(Message);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException(Message);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException(Message);
}
