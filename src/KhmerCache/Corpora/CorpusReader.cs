using System.Text;

namespace KhmerCache.Corpora;

/// <summary>
/// Reads corpus files: UTF-8, one line of text each line. Blanks at the ends of a line are cut off, as the Python system does, and empty lines
/// are passed over; nothing else is changed. Pregeneration and datasets read with this one reader, so that both see the same labels.
/// </summary>
internal static class CorpusReader
{
    /// <summary>The lines of a file, in order.</summary>
    /// <exception cref="KhmerCacheException">The file is missing, can't be read, or is not UTF-8 with a line of text on each line.</exception>
    public static List<CorpusLine> ReadFile(string path) => [.. ReadLabels(path).Select(label => label.Line)];

    /// <summary>The lines of a text file as they are, empty ones and blanks at their ends included, read as they are asked for.</summary>
    /// <exception cref="KhmerCacheException">The file is missing, can't be read, or is not UTF-8 with a line of text on each line.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new CorpusFileReader(path);
        while (TryReadText(reader, path, out var text, out _, out _))
        {
            yield return text;
        }
    }

    /// <summary>The lines of a split: its files in order, up to <paramref name="maxLines"/> lines; 0 means all. In canonical order where the split says so.</summary>
    /// <exception cref="KhmerCacheException">A file can't be read or is not UTF-8, or there is no line at all.</exception>
    public static List<CorpusLine> ReadSplit(SplitDescriptor split, int maxLines = 0) => [.. StreamSplit(split, maxLines).Select(label => label.Line)];

    /// <summary>As <see cref="ReadSplit"/>, read as they are asked for; which file of the split each is from, and where its label stands in it.</summary>
    /// <exception cref="KhmerCacheException">A file can't be read or is not UTF-8, or there is no line at all.</exception>
    public static IEnumerable<CorpusLabel> StreamSplit(SplitDescriptor split, int maxLines)
    {
        var lines = 0;
        for (var file = 0; file < split.Files.Length && (maxLines <= 0 || lines < maxLines); file++)
        {
            // To its end, so that what is wrong with a file is told whatever part of it is used.
            foreach (var label in ReadLabels(split.Files[file]))
            {
                if (maxLines <= 0 || lines < maxLines)
                {
                    lines++;
                    var line = split.Normalize ? label.Line with { Text = KhmerNormalizer.Normalize(label.Line.Text) } : label.Line;
                    yield return label with { Line = line, File = file };
                }
            }
        }

        if (lines == 0)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.EmptyCorpus,
                $"The corpus of split '{split.Name}' holds no line of text. Put one line of text on each line, or leave the split out.",
                split.Files.FirstOrDefault());
        }
    }

    private static IEnumerable<CorpusLabel> ReadLabels(string path)
    {
        using var reader = new CorpusFileReader(path);
        while (TryReadText(reader, path, out var text, out var number, out var offset))
        {
            var label = text.Trim();
            if (label.Length > 0)
            {
                var blanks = char.IsWhiteSpace(text[0]) ? Encoding.UTF8.GetByteCount(text.AsSpan(0, text.Length - text.TrimStart().Length)) : 0;
                yield return new CorpusLabel(new CorpusLine(label, path, number), File: 0, offset + blanks, Encoding.UTF8.GetByteCount(label));
            }
        }
    }

    /// <summary>What is not text can't be shown, and stops the work: labels would be what nobody wrote.</summary>
    private static bool TryReadText(CorpusFileReader reader, string path, out string text, out int number, out long offset)
    {
        var isRead = reader.TryRead(out var line);
        (text, number, offset) = (line.Text!, line.Number, line.Offset);
        if (!isRead || text is not null)
        {
            return isRead;
        }

        if (line.IsTooLong)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.Unrenderable,
                $"The line has more than {CorpusFileReader.MaxLineLength} bytes, and no picture is wide enough for it. Put one line of text on each line, with a line feed (LF) at its end.",
                path,
                number);
        }

        var invalid = line.FindInvalidByte();
        throw new KhmerCacheException(
            DiagnosticCodes.InvalidUtf8, $"The corpus file is not valid UTF-8: {invalid}. Save the file as UTF-8, or remove the line.", path, number, invalid.Column);
    }
}
