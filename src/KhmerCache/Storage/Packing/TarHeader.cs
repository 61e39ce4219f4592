using System.Text;

namespace KhmerCache.Storage.Packing;

/// <summary>
/// The block before each file of a tar (POSIX.1-1988, "ustar"). Only what a packed cache needs: ordinary files with short names, without times, owners and links. So the bytes depend
/// on nothing but the files, and a reader that meets anything else knows that it is not reading a packed cache.
/// </summary>
internal static class TarHeader
{
    /// <summary>Headers and files fill whole blocks.</summary>
    public const int BlockLength = 512;

    /// <summary>Blocks of zeros behind the last file.</summary>
    public const int EndBlocks = 2;

    /// <summary>The largest file, 8 GB: eleven octal digits.</summary>
    private const long MaxLength = (1L << 33) - 1;

    private static readonly Field Name = new(0, 100);
    private static readonly Field Mode = new(100, 8);
    private static readonly Field UserId = new(108, 8);
    private static readonly Field GroupId = new(116, 8);
    private static readonly Field Length = new(124, 12);
    private static readonly Field Time = new(136, 12);
    private static readonly Field Checksum = new(148, 8);
    private static readonly Field Type = new(156, 1);
    private static readonly Field LinkName = new(157, 100);
    private static readonly Field Magic = new(257, 8);
    private static readonly Field DeviceMajor = new(329, 8);
    private static readonly Field DeviceMinor = new(337, 8);
    private static readonly Field Prefix = new(345, 155);

    private static ReadOnlySpan<byte> UstarMagic => "ustar\000"u8;

    /// <summary>The bytes that a file of a length is filled up with.</summary>
    public static int PaddingOf(long length) => (int)(-length & (BlockLength - 1));

    /// <summary>The header of a file that its owner may write and everybody may read.</summary>
    /// <exception cref="IOException">The file is too large.</exception>
    public static byte[] Of(string name, long length)
    {
        if (length > MaxLength)
        {
            throw new IOException($"'{name}' has {length} bytes, more than a tar holds.");
        }

        var block = new byte[BlockLength];
        Encoding.ASCII.GetBytes(name, Name.In(block));
        WriteOctal(Mode.In(block), 0b110_100_100);
        WriteOctal(UserId.In(block), 0);
        WriteOctal(GroupId.In(block), 0);
        WriteOctal(Length.In(block), length);
        WriteOctal(Time.In(block), 0);
        Type.In(block)[0] = (byte)'0';
        UstarMagic.CopyTo(Magic.In(block));
        WriteOctal(DeviceMajor.In(block), 0);
        WriteOctal(DeviceMinor.In(block), 0);

        // Six digits, a zero and a blank, as all programs write it.
        WriteOctal(Checksum.In(block)[..^1], SumOf(block));
        Checksum.In(block)[^1] = (byte)' ';
        return block;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="block">The block.</param>
    /// <returns>The file's name and length.</returns>
    /// <exception cref="InvalidDataException">It is no header, or not that of an ordinary file with a short name; the message says what it is.</exception>
    public static (string Name, long Length) Read(ReadOnlySpan<byte> block)
    {
        if (!Magic.In(block).SequenceEqual(UstarMagic))
        {
            throw new InvalidDataException(Magic.In(block).StartsWith("ustar"u8) ? "it is a tar of GNU's own format, not of the standard one (ustar)" : "it is no tar file");
        }

        if (!TryReadOctal(Checksum.In(block), out var sum) || sum != SumOf(block))
        {
            throw new InvalidDataException("the checksum of a header does not hold");
        }

        // Taken as it stands: what is no plain name is not looked for among the files either.
        var name = Encoding.Latin1.GetString(Name.In(block)).TrimEnd('\0');
        if (!Prefix.In(block).TrimEnd((byte)0).IsEmpty)
        {
            throw new InvalidDataException($"its entry '{PackedName.Printable(name)}' has a name in two parts");
        }

        if (Type.In(block)[0] != '0' || !LinkName.In(block).TrimEnd((byte)0).IsEmpty)
        {
            throw new InvalidDataException($"its entry '{PackedName.Printable(name)}' is no ordinary file");
        }

        return TryReadOctal(Length.In(block), out var length) ? (name, length) : throw new InvalidDataException($"its entry '{PackedName.Printable(name)}' has no length");
    }

    private static void WriteOctal(Span<byte> field, long value)
    {
        for (var digit = field.Length - 2; digit >= 0; digit--, value >>= 3)
        {
            field[digit] = (byte)('0' + (value & 7));
        }
    }

    // Ended by zeros or blanks, and with blanks before it where old programs wrote it.
    private static bool TryReadOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        var digits = field.TrimEnd("\0 "u8).TrimStart((byte)' ');
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) + (digit - '0');
        }

        return !digits.IsEmpty;
    }

    // As if the sum's own field were blank.
    private static long SumOf(ReadOnlySpan<byte> block)
    {
        var sum = 0L;
        for (var place = 0; place < block.Length; place++)
        {
            sum += place >= Checksum.Start && place < Checksum.Start + Checksum.Size ? ' ' : block[place];
        }

        return sum;
    }

    private readonly record struct Field(int Start, int Size)
    {
        public Span<byte> In(byte[] block) => block.AsSpan(Start, Size);

        public ReadOnlySpan<byte> In(ReadOnlySpan<byte> block) => block.Slice(Start, Size);
    }
}
