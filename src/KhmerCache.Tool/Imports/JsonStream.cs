using System.Text.Json;

namespace KhmerCache.Tool.Imports;

/// <summary>
/// JSON token by token from a stream, so that an index of gigabytes takes no more memory than its longest text. Nesting of any depth is read without recursion.
/// </summary>
internal sealed class JsonStream(Stream stream)
{
    /// <summary>The longest text, number or run of blanks that is read. A label is a thousandth of it.</summary>
    private const int LongestToken = 16 << 20;

    /// <summary>The parser keeps a bit for each level.</summary>
    private const int DeepestNesting = 1 << 24;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _hasBegun;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = DeepestNesting });

    /// <summary>What the last token was.</summary>
    public JsonTokenType Type { get; private set; }

    /// <summary>The text of a name or a string; null for other tokens, and for one that is not well-formed UTF-8.</summary>
    public string? Text { get; private set; }

    /// <summary>The line that the last token ends in, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Goes to the next token; false at the end.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidDataException">It has a text of more than 16 MB.</exception>
    public bool Read()
    {
        while (!TryRead())
        {
            if (_isAtEnd)
            {
                return false;
            }

            Fill();
        }

        return true;
    }

    private bool TryRead()
    {
        if (!_hasBegun)
        {
            return false;
        }

        var reader = new Utf8JsonReader(_buffer.AsSpan(_start.._end), _isAtEnd, _state);
        var hasRead = reader.Read();
        Line += _buffer.AsSpan(_start, (int)reader.BytesConsumed).Count((byte)'\n');
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        (Type, Text) = hasRead ? (reader.TokenType, TextOf(reader)) : (JsonTokenType.None, null);
        return hasRead;
    }

    private static string? TextOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String ? reader.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // No UTF-8, or half a surrogate pair: for whoever asked to say.
            return null;
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= LongestToken)
            {
                throw new InvalidDataException($"a text in it is longer than {LongestToken >> 20} MB");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var count = stream.Read(_buffer.AsSpan(_end));
        (_end, _isAtEnd) = (_end + count, count == 0);
        if (!_hasBegun && (_end >= 3 || _isAtEnd))
        {
            _hasBegun = true;
            _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
        }
    }
}
