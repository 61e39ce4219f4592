using System.Security.Cryptography;

namespace KhmerCache.Corpora;

/// <summary>
/// The SHA-256 of the lines of a corpus file, each ended by a line feed: what <c>sha256sum</c> says of a plain one, and the same for a copy that has a byte order mark,
/// line ends of CR LF, or none behind its last line.
/// </summary>
internal static class CorpusSha256
{
    private const int BlockLength = 1 << 16;

    /// <summary>How many lines a file has, and their digest in lower-case hexadecimal. Of a line that is too long for any corpus, only the end is digested.</summary>
    /// <exception cref="KhmerCacheException">The file can't be read, or is no corpus.</exception>
    public static (long Lines, string Sha256) Of(string path)
    {
        using var reader = new CorpusFileReader(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // In blocks: a call for each line takes longer than to digest it.
        var (block, used, lines) = (new byte[BlockLength], 0, 0L);
        for (; reader.TryRead(out var line); lines++)
        {
            var bytes = line.Bytes.EndsWith("\r"u8) ? line.Bytes[..^1] : line.Bytes;
            if (used + bytes.Length >= BlockLength)
            {
                hash.AppendData(block, 0, used);
                used = 0;
            }

            if (bytes.Length >= BlockLength)
            {
                hash.AppendData(bytes);
                bytes = [];
            }

            bytes.CopyTo(block.AsSpan(used));
            used += bytes.Length;
            block[used++] = (byte)'\n';
        }

        hash.AppendData(block, 0, used);
        return (lines, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
