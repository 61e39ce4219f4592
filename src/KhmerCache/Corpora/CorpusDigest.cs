using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace KhmerCache.Corpora;

/// <summary>
/// What lines corpus files have, in whatever order: the number of lines and the sum of their XxHash128. The order of lines shows in no cache, unless only some of them
/// are taken. Nothing is decoded, so that it costs little more than reading the files.
/// </summary>
internal static class CorpusDigest
{
    private const int BufferLength = 1 << 18;

    /// <summary>The digest of the files of a split: of their lines, and of the order that these stand in.</summary>
    /// <exception cref="IOException">A file can't be read, is no ordinary one, or has a line that is longer than any corpus may have.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static (string Lines, string Order) Of(SplitDescriptor split)
    {
        var (lines, sum) = (0L, UInt128.Zero);
        var order = new XxHash128();
        var buffer = new byte[BufferLength];
        foreach (var file in split.Files)
        {
            using var stream = OrdinaryFile.Open(file);
            ReadLines(stream, ref buffer, line =>
            {
                // Where only the first lines are taken, it matters which one a line is.
                var hash = XxHash128.HashToUInt128(line, split.MaxLines > 0 ? lines : 0);
                Span<byte> bytes = stackalloc byte[16];
                System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash);
                order.Append(bytes);
                sum += hash;
                lines++;
            });
        }

        return (string.Create(CultureInfo.InvariantCulture, $"{lines}|{sum:x32}"), order.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture));
    }

    private static void ReadLines(Stream stream, ref byte[] buffer, Action<ReadOnlySpan<byte>> read)
    {
        var (kept, isFirst) = (0, true);
        while (true)
        {
            var count = stream.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false);
            var left = buffer.AsSpan(0, kept + count);
            if (isFirst && (left.Length >= Encoding.UTF8.Preamble.Length || count == 0))
            {
                // At the start of a file it is no part of a label; anywhere else it is.
                left = left.StartsWith(Encoding.UTF8.Preamble) ? left[Encoding.UTF8.Preamble.Length..] : left;
                isFirst = false;
            }

            if (count == 0)
            {
                if (left.Length > 0)
                {
                    read(left);
                }

                return;
            }

            for (int end; !isFirst && (end = left.IndexOf((byte)'\n')) >= 0; left = left[(end + 1)..])
            {
                read(left[..end]);
            }

            kept = left.Length;
            left.CopyTo(buffer);
            if (kept > CorpusFileReader.MaxLineLength)
            {
                throw new IOException("A line is longer than a corpus may have.");
            }

            if (kept == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }
    }
}
