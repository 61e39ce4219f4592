using System.Buffers.Binary;
using System.Text;
using KhmerCache.Corpora;

namespace KhmerCache.Rendering.Text;

/// <summary>What a font calls itself: family and style, from its table 'name' (OpenType specification, "name"). A damaged font has none; opening it tells what is wrong with it.</summary>
/// <param name="Family">The family, such as <c>Khmer OS Battambang</c>; the name of the file where the font does not tell.</param>
/// <param name="Style">The style, such as <c>Bold</c>; <c>Regular</c> where the font does not tell.</param>
internal sealed record FontNames(string Family, string Style)
{
    private const string DefaultStyle = "Regular";

    private const int HeaderLength = 6;
    private const int RecordLength = 12;

    private const int Family1 = 1;
    private const int Style2 = 2;
    private const int TypographicFamily = 16;
    private const int TypographicStyle = 17;

    private const int Macintosh = 1;
    private const int Windows = 3;
    private const int EnglishOfWindows = 0x409;

    /// <summary>Mac OS Roman from 0x80 on.</summary>
    private const string MacRoman =
        "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uF8FFÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

    /// <summary>The names of a font.</summary>
    public static FontNames Of(FontDescriptor font)
    {
        try
        {
            using var stream = OrdinaryFile.Open(font.FilePath);
            var file = new byte[Math.Min(stream.Length, FontFace.MaxFileLength)];
            stream.ReadExactly(file);
            return Parse(file, Path.GetFileNameWithoutExtension(font.FilePath));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new FontNames(Path.GetFileNameWithoutExtension(font.FilePath), DefaultStyle);
        }
    }

    /// <summary>The names in the bytes of a font file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="fileName">The name of the file, without extension.</param>
    public static FontNames Parse(ReadOnlySpan<byte> file, string fileName)
    {
        // Where that finds nothing, every table lies within the file.
        var table = FontTables.FindFault(file) is null ? file[FontTables.Find(file, "name")] : [];
        return new FontNames(
            NameOf(table, TypographicFamily) ?? NameOf(table, Family1) ?? fileName, NameOf(table, TypographicStyle) ?? NameOf(table, Style2) ?? DefaultStyle);
    }

    private static string? NameOf(ReadOnlySpan<byte> table, int id)
    {
        if (table.Length < HeaderLength)
        {
            return null;
        }

        var (best, bestRank) = (default(string), int.MaxValue);
        var (count, texts) = (Word(table, 2), Word(table, 4));
        for (var place = HeaderLength; place + RecordLength <= Math.Min(table.Length, HeaderLength + count * RecordLength); place += RecordLength)
        {
            var record = table.Slice(place, RecordLength);
            var (start, length) = (texts + Word(record, 10), Word(record, 8));
            if (Word(record, 6) == id && RankOf(record) is var rank && rank < bestRank && start + length <= table.Length
                && Clean(Decode(Word(record, 0), table.Slice(start, length))) is { Length: > 0 } name)
            {
                (best, bestRank) = (name, rank);
            }
        }

        return best;
    }

    private static int RankOf(ReadOnlySpan<byte> record) => (Platform: Word(record, 0), Encoding: Word(record, 2), Language: Word(record, 4)) switch
    {
        { Platform: Windows, Language: EnglishOfWindows } => 0,
        { Platform: Macintosh, Encoding: 0 } => 1,
        _ => 2,
    };

    private static string Decode(int platform, ReadOnlySpan<byte> bytes) => platform == Macintosh
        ? string.Concat(bytes.ToArray().Select(letter => letter < 0x80 ? (char)letter : MacRoman[letter - 0x80]))
        : Encoding.BigEndianUnicode.GetString(bytes[..(bytes.Length & ~1)]);

    // On a line of its own, and parted from others by tabs.
    private static string Clean(string name) => string.Concat(name.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter)).Trim();

    private static ushort Word(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt16BigEndian(bytes[place..]);
}
