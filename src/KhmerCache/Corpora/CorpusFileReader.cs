using System.Text;

namespace KhmerCache.Corpora;

/// <summary>
/// Reads a corpus file line by line, with little memory however large it or a line in it is. It says which lines are not text; whether that is an error is for others to decide.
/// </summary>
internal sealed class CorpusFileReader : IDisposable
{
    /// <summary>Longer lines are passed over. No picture is wide enough for a twentieth of that.</summary>
    public const int MaxLineLength = 1 << 20;

    private const int ReadLength = 1 << 16;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly DateTime _lastWrite;
    private byte[] _buffer = new byte[2 * ReadLength];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private int _number;

    /// <summary>Opens a file.</summary>
    /// <exception cref="KhmerCacheException">It is missing, can't be read, is no ordinary file, or has another encoding or other line ends throughout.</exception>
    public CorpusFileReader(string path)
    {
        _path = path;
        (_lastWrite, _stream) = Guard(() => (File.GetLastWriteTimeUtc(path), OrdinaryFile.Open(path)));
        try
        {
            ReadMore();
            CheckEncoding();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }

        _start = Unread.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start.._end);

    private long Offset => _stream.Position - Unread.Length;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line, without its line feed; its bytes stay until the next call.</param>
    /// <returns>False at the end of the file; what stands behind the last line feed is a line if it is anything.</returns>
    /// <exception cref="KhmerCacheException">The file can't be read, or changed meanwhile.</exception>
    public bool TryRead(out CorpusFileLine line)
    {
        var offset = Offset;
        _number++;
        if (TryFindLineEnd(out var length))
        {
            var bytes = Unread[..length];
            CheckLineEnds(bytes);
            line = new CorpusFileLine(_number, offset, length, bytes, isTooLong: false);
            _start += Math.Min(length + 1, Unread.Length);
        }
        else
        {
            line = new CorpusFileLine(_number, offset, SkipLine(), [], isTooLong: true);
        }

        if (line.Length > 0 || Offset > offset)
        {
            return true;
        }

        CheckUnchanged();
        return false;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>The length of the line that starts in the buffer, which is filled until all of it is there. False where it is too long.</summary>
    private bool TryFindLineEnd(out int length)
    {
        for (var searched = 0; ; searched = length)
        {
            var found = Unread[searched..].IndexOf((byte)'\n');
            length = found >= 0 ? searched + found : Unread.Length;
            if (length > MaxLineLength || found >= 0 || _isAtEnd)
            {
                return length <= MaxLineLength;
            }

            ReadMore();
        }
    }

    /// <summary>Passes over a line that is too long, and returns its length.</summary>
    private long SkipLine()
    {
        for (var length = 0L; ;)
        {
            var found = Unread.IndexOf((byte)'\n');
            var skipped = found >= 0 ? found : Unread.Length;
            length += skipped;
            _start += skipped;
            if (found >= 0 || _isAtEnd)
            {
                _start += found >= 0 ? 1 : 0;
                return length;
            }

            ReadMore();
        }
    }

    /// <summary>Moves what is left to the front, and fills up behind it.</summary>
    private void ReadMore()
    {
        Unread.CopyTo(_buffer);
        (_start, _end) = (0, Unread.Length);
        if (_buffer.Length - _end < ReadLength)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = Guard(() => _stream.ReadAtLeast(_buffer.AsSpan(_end, ReadLength), ReadLength, throwOnEndOfStream: false));
        _end += read;
        _isAtEnd = read < ReadLength;
    }

    private void CheckEncoding()
    {
        if (OtherEncodings.NameOf(Unread) is { } encoding)
        {
            throw new KhmerCacheException(DiagnosticCodes.InvalidUtf8, $"The corpus file looks like {encoding}. Save the file as UTF-8.", _path, 1, 1);
        }
    }

    // Of a file without any line feed, all is one line.
    private void CheckLineEnds(ReadOnlySpan<byte> line)
    {
        if (_number == 1 && line.Length == Unread.Length && line.TrimEnd((byte)'\r').IndexOf((byte)'\r') is var place and >= 0)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.InvalidUtf8,
                "The corpus file has carriage returns (CR) but no line feed (LF), so that all of it is one line. Save it with line ends of LF or CR LF.",
                _path,
                1,
                Encoding.UTF8.GetCharCount(line[..place]) + 1);
        }
    }

    private void CheckUnchanged()
    {
        if (Guard(() => _stream.Length != _stream.Position || File.GetLastWriteTimeUtc(_path) != _lastWrite))
        {
            throw new KhmerCacheException(DiagnosticCodes.CorpusNotFound, "The corpus file changed while it was read. Run again when nobody writes to it.", _path);
        }
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.CorpusNotFound, $"The corpus file can't be read: {exception.Message}", _path, innerException: exception);
        }
    }
}
