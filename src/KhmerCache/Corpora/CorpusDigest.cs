using System.Globalization;
using System.IO.Hashing;

namespace KhmerCache.Corpora;

/// <summary>
/// What lines corpus files have, in whatever order: the number of lines and the sum of their XxHash128. The order of lines shows in no cache, unless only some of them
/// are taken. Nothing is decoded, so that it costs little more than reading the files.
/// </summary>
internal static class CorpusDigest
{
    private const int BufferLength = 1 << 18;

    /// <summary>The digest of the files of a split.</summary>
    /// <exception cref="IOException">A file can't be read, or is no ordinary one.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static string Of(SplitDescriptor split)
    {
        var (lines, sum) = (0L, UInt128.Zero);
        var buffer = new byte[BufferLength];
        foreach (var file in split.Files)
        {
            using var stream = OrdinaryFile.Open(file);
            AddLines(stream, ref buffer, line =>
            {
                // Where only the first lines are taken, it matters which one a line is.
                sum += XxHash128.HashToUInt128(line, split.MaxLines > 0 ? lines : 0);
                lines++;
            });
        }

        return string.Create(CultureInfo.InvariantCulture, $"{lines}|{sum:x32}");
    }

    private static void AddLines(Stream stream, ref byte[] buffer, Action<ReadOnlySpan<byte>> add)
    {
        for (var (kept, read) = (0, stream.Read(buffer)); ; read = stream.Read(buffer.AsSpan(kept)))
        {
            var left = buffer.AsSpan(0, kept + read);
            if (read == 0)
            {
                if (left.Length > 0)
                {
                    add(left);
                }

                return;
            }

            for (int end; (end = left.IndexOf((byte)'\n')) >= 0; left = left[(end + 1)..])
            {
                add(left[..end]);
            }

            kept = left.Length;
            left.CopyTo(buffer);
            if (kept == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }
    }
}
