namespace KhmerCache.Remote.Tests.Conformance;

/// <summary>Zeros to read, and a place to write to, that cancel what uses them after so many bytes.</summary>
/// <param name="zeros">The bytes that can be read.</param>
/// <param name="cancelAfter">After how many bytes, read or written, it cancels.</param>
/// <param name="cancellation">What it cancels.</param>
internal sealed class CancellingStream(int zeros, long cancelAfter, CancellationTokenSource cancellation) : Stream
{
    /// <summary>How many bytes have been read and written.</summary>
    public long Passed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => Math.Max(zeros, Position);

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = (int)Math.Min(count, Length - Position);
        Array.Clear(buffer, offset, read);
        Pass(read);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => Pass(count);

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void SetLength(long value)
    {
    }

    public override void Flush()
    {
    }

    private void Pass(int count)
    {
        Position += count;
        Passed += count;
        if (Passed >= cancelAfter)
        {
            cancellation.Cancel();
        }
    }
}
