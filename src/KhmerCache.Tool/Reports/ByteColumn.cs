using System.Buffers;
using KhmerCache.Storage;

namespace KhmerCache.Tool.Reports;

/// <summary>Bytes and numbers one after another, numbers as <see cref="Varint"/>.</summary>
internal sealed class ByteColumn
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Add(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Adds a number that is not negative.</summary>
    public void Add(int number) => _bytes.Advance(Varint.Write(_bytes.GetSpan(Varint.MaxLength), (uint)number));

    public void AddSigned(int number) => _bytes.Advance(Varint.Write(_bytes.GetSpan(Varint.MaxLength), Varint.ZigZag(number)));
}
