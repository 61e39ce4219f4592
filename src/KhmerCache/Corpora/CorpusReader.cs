using System.Text;
using System.Text.Unicode;

namespace KhmerCache.Corpora;

/// <summary>
/// Reads corpus files: UTF-8, one line of text each line. Blanks at the ends of a line are cut off, as the Python system does, and empty lines
/// are passed over; nothing else is changed. Pregeneration and datasets read with this one reader, so that both see the same labels.
/// </summary>
internal static class CorpusReader
{
    /// <summary>The lines of a file, in order.</summary>
    /// <exception cref="KhmerCacheException">The file is missing, can't be read, or is not UTF-8.</exception>
    public static List<CorpusLine> ReadFile(string path)
    {
        var bytes = ReadBytes(path);
        var content = WithoutByteOrderMark(bytes);
        CheckUtf8(content, path);
        var lines = new List<CorpusLine>();
        var number = 0;
        foreach (var range in content.Split((byte)'\n'))
        {
            number++;
            var text = Encoding.UTF8.GetString(content[range]).Trim();
            if (text.Length > 0)
            {
                lines.Add(new CorpusLine(text, path, number));
            }
        }

        return lines;
    }

    /// <summary>The text of a file as it is, without its byte order mark.</summary>
    /// <exception cref="KhmerCacheException">The file is missing, can't be read, or is not UTF-8.</exception>
    public static string ReadText(string path)
    {
        var bytes = ReadBytes(path);
        var content = WithoutByteOrderMark(bytes);
        CheckUtf8(content, path);
        return Encoding.UTF8.GetString(content);
    }

    /// <summary>The lines of a split: its files in order, up to <paramref name="maxLines"/> lines; 0 means all. In canonical order where the split says so.</summary>
    /// <exception cref="KhmerCacheException">A file can't be read or is not UTF-8, or there is no line at all.</exception>
    public static List<CorpusLine> ReadSplit(SplitDescriptor split, int maxLines = 0)
    {
        var lines = split.Files.SelectMany(ReadFile);
        var read = (maxLines > 0 ? lines.Take(maxLines) : lines).Select(line => split.Normalize ? line with { Text = KhmerNormalizer.Normalize(line.Text) } : line).ToList();
        return read.Count > 0
            ? read
            : throw new KhmerCacheException(
                DiagnosticCodes.EmptyCorpus,
                $"The corpus of split '{split.Name}' holds no line of text. Put one line of text on each line, or leave the split out.",
                split.Files.FirstOrDefault());
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.CorpusNotFound, $"The corpus file can't be read: {exception.Message}", path, innerException: exception);
        }
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(byte[] bytes) =>
        bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;

    private static void CheckUtf8(ReadOnlySpan<byte> content, string path)
    {
        if (Utf8.IsValid(content))
        {
            return;
        }

        var valid = ValidLength(content);
        var before = content[..valid];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        throw new KhmerCacheException(
            DiagnosticCodes.InvalidUtf8,
            $"The corpus file is not valid UTF-8: byte 0x{content[valid]:X2} at offset {valid}. Save the file as UTF-8, or remove the line.",
            path,
            before.Count((byte)'\n') + 1,
            Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    private static int ValidLength(ReadOnlySpan<byte> content)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(content[valid..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            valid += length;
        }

        return valid;
    }
}
