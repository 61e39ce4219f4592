using System.Buffers;
using System.Text;
using System.Text.Unicode;
using KhmerCache.Corpora;

namespace KhmerCache.Rendering.Linting;

/// <summary>A line as it stands in a corpus file.</summary>
/// <param name="Number">The line, counted from 1.</param>
/// <param name="Offset">Where its bytes start in the file.</param>
/// <param name="ByteLength">How many bytes it has, without its end.</param>
/// <param name="Text">The line without its end; null where it is not UTF-8, or too long to be read.</param>
/// <param name="InvalidColumn">The column of the first byte that is not UTF-8, counted from 1; 0 where all of them are.</param>
/// <param name="InvalidByte">That byte.</param>
internal readonly record struct RawLine(int Number, long Offset, long ByteLength, string? Text, int InvalidColumn = 0, byte InvalidByte = 0);

/// <summary>
/// The lines of a corpus file one after the other, broken ones included. However large the file or a line in it is, no more than a
/// buffer of it is in memory.
/// </summary>
internal sealed class CorpusLines : IDisposable
{
    /// <summary>Longer lines are not read: nothing that long can be a line of text.</summary>
    public const int MaxBytes = 1 << 20;

    private readonly FileStream _file;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * MaxBytes);
    private int _start;
    private int _end;
    private long _offset;
    private int _number;

    private CorpusLines(FileStream file)
    {
        _file = file;
        Fill();
        if (Unread.StartsWith(Encoding.UTF8.Preamble))
        {
            Skip(Encoding.UTF8.Preamble.Length);
        }
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start.._end);

    /// <summary>Opens a corpus file.</summary>
    /// <exception cref="KhmerCacheException">It is missing, can't be read, is no ordinary file, or is in another encoding throughout.</exception>
    public static CorpusLines Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = OrdinaryFile.Open(path);
            var lines = new CorpusLines(file);
            return OtherEncodings.NameOf(lines.Unread) is { } encoding
                ? throw new KhmerCacheException(DiagnosticCodes.InvalidUtf8, $"The corpus file looks like {encoding}. Save the file as UTF-8.", path, 1, 1)
                : lines;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new KhmerCacheException(DiagnosticCodes.CorpusNotFound, $"The corpus file can't be read: {exception.Message}", path, innerException: exception);
        }
    }

    /// <summary>Reads a line. False at the end of the file; nothing after the last line end is not a line.</summary>
    public bool TryRead(out RawLine line)
    {
        var length = FindEnd();
        if (length < 0 && Unread.IsEmpty)
        {
            line = default;
            return false;
        }

        _number++;
        var start = _offset;
        if (length < 0 && Unread.Length > MaxBytes)
        {
            line = new RawLine(_number, start, SkipLine(), Text: null);
            return true;
        }

        var end = length < 0 ? Unread.Length : length;
        var bytes = Unread[..end];
        bytes = bytes.EndsWith("\r"u8) ? bytes[..^1] : bytes;
        line = Decode(start, bytes);
        Skip(length < 0 ? end : length + 1);
        return true;
    }

    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private RawLine Decode(long start, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return new RawLine(_number, start, bytes.Length, Text: null);
        }

        if (Utf8.IsValid(bytes))
        {
            return new RawLine(_number, start, bytes.Length, Encoding.UTF8.GetString(bytes));
        }

        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        return new RawLine(_number, start, bytes.Length, Text: null, Encoding.UTF8.GetCharCount(bytes[..valid]) + 1, bytes[valid]);
    }

    /// <summary>How many bytes stand before the line's end; -1 where it has none within what is read of the file.</summary>
    private int FindEnd()
    {
        var end = Unread.IndexOf((byte)'\n');
        if (end < 0 && Unread.Length <= MaxBytes)
        {
            Fill();
            end = Unread.IndexOf((byte)'\n');
        }

        return end;
    }

    /// <summary>Passes over the rest of a line that is too long. Returns how many bytes it has.</summary>
    private long SkipLine()
    {
        var length = 0L;
        while (!Unread.IsEmpty)
        {
            var end = Unread.IndexOf((byte)'\n');
            if (end >= 0)
            {
                Skip(end + 1);
                return length + end;
            }

            length += Unread.Length;
            Skip(Unread.Length);
            Fill();
        }

        return length;
    }

    private void Skip(int bytes)
    {
        _start += bytes;
        _offset += bytes;
    }

    private void Fill()
    {
        Unread.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < _buffer.Length && _file.Read(_buffer.AsSpan(_end)) is var read and > 0)
        {
            _end += read;
        }
    }
}
