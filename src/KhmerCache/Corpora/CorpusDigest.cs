using System.Globalization;
using System.IO.Hashing;
using KhmerCache.Storage;

namespace KhmerCache.Corpora;

/// <summary>
/// What lines corpus files have, in whatever order: the number of lines and the sum of their XxHash128. The order of lines shows in no cache, unless only some of them
/// are taken. Nothing is decoded, so that it costs little more than reading the files.
/// </summary>
internal static class CorpusDigest
{
    /// <summary>The digest of the files of a split: of their lines, and of the order that these stand in.</summary>
    /// <exception cref="IOException">A line is longer than any corpus may have.</exception>
    /// <exception cref="KhmerCacheException">A file can't be read, or is no corpus.</exception>
    public static (string Lines, string Order) Of(SplitDescriptor split)
    {
        var (lines, sum) = (0L, default(Hash128));
        var order = new XxHash128();
        Span<byte> bytes = stackalloc byte[Hash128.Size];
        foreach (var file in split.Files)
        {
            using var reader = new CorpusFileReader(file);
            while (reader.TryRead(out var line))
            {
                if (line.IsTooLong)
                {
                    throw new IOException($"Line {line.Number} of '{file}' is longer than a corpus may have.");
                }

                // Where only the first lines are taken, it matters which one a line is.
                var hash = Hash128.Of(line.Bytes, split.MaxLines > 0 ? lines : 0);
                hash.WriteLittleEndian(bytes);
                order.Append(bytes);
                sum += hash;
                lines++;
            }
        }

        return (string.Create(CultureInfo.InvariantCulture, $"{lines}|{sum}"), Hash128.Of(order).ToString());
    }
}
