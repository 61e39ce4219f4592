using System.Globalization;
using System.Text;

namespace KhmerCache.Build;

/// <summary>A place in a line of JSON. Each method reads one production of RFC 8259 and says whether it was there, whole and strict.</summary>
internal sealed class JsonCursor(string json)
{
    private int _position;

    /// <summary>Reads the whole text as one object without nested objects or arrays, into <paramref name="fields"/>. Names must differ.</summary>
    public bool TryReadFlatObject(Dictionary<string, object?> fields)
    {
        SkipBlanks();
        if (!TryTake('{'))
        {
            return false;
        }

        SkipBlanks();
        if (!TryTake('}'))
        {
            do
            {
                if (!TryReadField(fields))
                {
                    return false;
                }
            }
            while (TryTake(','));

            if (!TryTake('}'))
            {
                return false;
            }
        }

        SkipBlanks();
        return _position == json.Length;
    }

    private bool TryReadField(Dictionary<string, object?> fields)
    {
        SkipBlanks();
        if (!TryReadText(out var name) || fields.ContainsKey(name))
        {
            return false;
        }

        SkipBlanks();
        if (!TryTake(':'))
        {
            return false;
        }

        SkipBlanks();
        if (!TryReadValue(out var value))
        {
            return false;
        }

        fields.Add(name, value);
        SkipBlanks();
        return true;
    }

    private bool TryReadValue(out object? value)
    {
        value = null;
        switch (Peek())
        {
            case '"':
                var isText = TryReadText(out var text);
                value = text;
                return isText;
            case 't':
                value = true;
                return TryTake("true");
            case 'f':
                value = false;
                return TryTake("false");
            case 'n':
                return TryTake("null");
            default:
                var isNumber = TryReadNumber(out var number);
                value = number;
                return isNumber;
        }
    }

    private bool TryReadText(out string text)
    {
        text = "";
        if (!TryTake('"'))
        {
            return false;
        }

        var builder = new StringBuilder();
        while (_position < json.Length)
        {
            var character = json[_position++];
            switch (character)
            {
                case '"':
                    text = builder.ToString();
                    return true;
                case '\\':
                    if (!TryReadEscape(builder))
                    {
                        return false;
                    }

                    break;
                case < ' ':
                    return false;
                default:
                    builder.Append(character);
                    break;
            }
        }

        return false;
    }

    private bool TryReadEscape(StringBuilder builder)
    {
        if (_position == json.Length)
        {
            return false;
        }

        var escaped = json[_position++];
        switch (escaped)
        {
            case '"' or '\\' or '/':
                builder.Append(escaped);
                return true;
            case 'b':
                builder.Append('\b');
                return true;
            case 'f':
                builder.Append('\f');
                return true;
            case 'n':
                builder.Append('\n');
                return true;
            case 'r':
                builder.Append('\r');
                return true;
            case 't':
                builder.Append('\t');
                return true;
            case 'u':
                return TryReadCodeUnits(builder);
            default:
                return false;
        }
    }

    /// <summary>Reads the four digits of <c>\u</c>, and the second half where they are the first half of a pair. A half alone is no text.</summary>
    private bool TryReadCodeUnits(StringBuilder builder)
    {
        if (!TryReadHexadecimal(out var first) || char.IsLowSurrogate(first))
        {
            return false;
        }

        builder.Append(first);
        if (!char.IsHighSurrogate(first))
        {
            return true;
        }

        if (!TryTake("\\u") || !TryReadHexadecimal(out var second) || !char.IsLowSurrogate(second))
        {
            return false;
        }

        builder.Append(second);
        return true;
    }

    private bool TryReadHexadecimal(out char codeUnit)
    {
        codeUnit = '\0';
        if (json.Length - _position < 4
            || !ushort.TryParse(json.Substring(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        _position += 4;
        codeUnit = (char)value;
        return true;
    }

    private bool TryReadNumber(out double number)
    {
        number = 0;
        var start = _position;
        TryTake('-');
        if (!TryTake('0') && !TryTakeDigits())
        {
            return false;
        }

        if (TryTake('.') && !TryTakeDigits())
        {
            return false;
        }

        if (TryTake('e') || TryTake('E'))
        {
            if (!TryTake('+'))
            {
                TryTake('-');
            }

            if (!TryTakeDigits())
            {
                return false;
            }
        }

        return double.TryParse(json.Substring(start, _position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private bool TryTakeDigits()
    {
        var start = _position;
        while (Peek() is >= '0' and <= '9')
        {
            _position++;
        }

        return _position > start;
    }

    private bool TryTake(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool TryTake(string expected)
    {
        if (string.CompareOrdinal(json, _position, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }

    private void SkipBlanks()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private char Peek() => _position < json.Length ? json[_position] : '\0';
}
