using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace KhmerCache.Corpora;

/// <summary>
/// Reads a text file line by line, with little memory however large it is. What is not UTF-8 text with a line on each line is an error: labels would
/// be what nobody wrote.
/// </summary>
internal sealed class Utf8LineReader : IDisposable
{
    /// <summary>Longer lines are an error. No picture is wide enough for a twentieth of that.</summary>
    public const int MaxLineLength = 1 << 20;

    private const int ReadLength = 1 << 16;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly DateTime _lastWrite;
    private byte[] _buffer = new byte[2 * ReadLength];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Opens a file.</summary>
    /// <exception cref="KhmerCacheException">It is missing, can't be read, or is no ordinary file.</exception>
    public Utf8LineReader(string path)
    {
        _path = path;
        (_lastWrite, _stream) = Guard(() => (File.GetLastWriteTimeUtc(path), OrdinaryFile.Open(path)));
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">Valid UTF-8 without its line feed; it stays until the next call.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="KhmerCacheException">The line is not UTF-8 or too long, or the file can't be read or changed meanwhile.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        LineNumber++;
        if (LineNumber == 1)
        {
            ReadBeginning();
        }

        var length = FindLineEnd();
        line = _buffer.AsSpan(_start, length);
        CheckUtf8(line);
        _start += length;
        if (_start < _end)
        {
            _start++;
            return true;
        }

        if (LineNumber == 1)
        {
            CheckLineEnds(line);
        }

        CheckUnchanged();
        return length > 0;
    }

    public void Dispose() => _stream.Dispose();

    private void ReadBeginning()
    {
        ReadMore();
        var content = _buffer.AsSpan(0, _end);
        if (OtherEncodings.NameOf(content) is { } encoding)
        {
            throw new KhmerCacheException(DiagnosticCodes.InvalidUtf8, $"The corpus file looks like {encoding}. Save the file as UTF-8.", _path, 1, 1);
        }

        _start = content.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
    }

    /// <summary>The length of the line that starts in the buffer, which is filled until all of it is there.</summary>
    private int FindLineEnd()
    {
        for (var searched = 0; ;)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            var length = found >= 0 ? searched + found : _end - _start;
            if (length > MaxLineLength)
            {
                throw new KhmerCacheException(
                    DiagnosticCodes.Unrenderable,
                    $"The line has more than {MaxLineLength} bytes, and no picture is wide enough for it. Put one line of text on each line, with a line feed (LF) at its end.",
                    _path,
                    LineNumber);
            }

            if (found >= 0 || _isAtEnd)
            {
                return length;
            }

            searched = length;
            ReadMore();
        }
    }

    /// <summary>Moves what is left to the front, and fills up behind it.</summary>
    private void ReadMore()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_buffer.Length - _end < ReadLength)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = Guard(() => _stream.ReadAtLeast(_buffer.AsSpan(_end, ReadLength), ReadLength, throwOnEndOfStream: false));
        _end += read;
        _isAtEnd = read < ReadLength;
    }

    private void CheckUtf8(ReadOnlySpan<byte> line)
    {
        if (Utf8.IsValid(line))
        {
            return;
        }

        var valid = 0;
        while (Rune.DecodeFromUtf8(line[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        var offset = _stream.Position - (_end - _start) + valid;
        var what = line[valid] == 0xED && valid + 1 < line.Length && line[valid + 1] >= 0xA0 ? " (a surrogate, as CESU-8 has it)" : "";
        throw new KhmerCacheException(
            DiagnosticCodes.InvalidUtf8,
            $"The corpus file is not valid UTF-8: byte 0x{line[valid]:X2} at offset {offset}{what}. Save the file as UTF-8, or remove the line.",
            _path,
            LineNumber,
            Encoding.UTF8.GetCharCount(line[..valid]) + 1);
    }

    // Of a file without any line feed, all is one line.
    private void CheckLineEnds(ReadOnlySpan<byte> line)
    {
        if (line.TrimEnd((byte)'\r').IndexOf((byte)'\r') is var place and >= 0)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.InvalidUtf8,
                "The corpus file has carriage returns (CR) but no line feed (LF), so that all of it is one line. Save it with line ends of LF or CR LF.",
                _path,
                LineNumber,
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
