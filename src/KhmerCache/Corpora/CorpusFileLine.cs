using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace KhmerCache.Corpora;

/// <summary>A line as it stands in a corpus file.</summary>
/// <param name="number">The line, counted from 1.</param>
/// <param name="offset">Where its bytes start in the file.</param>
/// <param name="length">How many bytes it has, without its line feed.</param>
/// <param name="bytes">They; none where the line is too long.</param>
/// <param name="isTooLong">Whether it is longer than <see cref="CorpusFileReader.MaxLineLength"/>.</param>
internal readonly ref struct CorpusFileLine(int number, long offset, long length, ReadOnlySpan<byte> bytes, bool isTooLong)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The bytes of the line, with a carriage return if it ends with one; none where it is too long.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public int Number { get; } = number;

    public long Offset { get; } = offset;

    public long Length { get; } = length;

    public bool IsTooLong { get; } = isTooLong;

    /// <summary>The text without its line end, LF or CR LF; null where the line is too long or not UTF-8.</summary>
    public string? Text
    {
        get
        {
            var text = _bytes.EndsWith("\r"u8) ? _bytes[..^1] : _bytes;
            return !IsTooLong && Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : null;
        }
    }

    /// <summary>The first byte that is not UTF-8, with its place in the file and its column, counted from 1.</summary>
    public InvalidByte FindInvalidByte()
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(_bytes[valid..], out _, out var length) == OperationStatus.Done)
        {
            valid += length;
        }

        var isSurrogate = _bytes[valid] == 0xED && valid + 1 < _bytes.Length && _bytes[valid + 1] >= 0xA0;
        return new InvalidByte(_bytes[valid], Offset + valid, Encoding.UTF8.GetCharCount(_bytes[..valid]) + 1, isSurrogate);
    }
}

/// <summary>A byte that is not UTF-8.</summary>
internal readonly record struct InvalidByte(byte Value, long Offset, int Column, bool IsSurrogate)
{
    /// <summary><c>byte 0xED at offset 17 (a surrogate, as CESU-8 has it)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"byte 0x{Value:X2} at offset {Offset}{(IsSurrogate ? " (a surrogate, as CESU-8 has it)" : "")}");
}
