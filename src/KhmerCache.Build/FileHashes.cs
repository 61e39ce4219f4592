using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KhmerCache.Build;

/// <summary>
/// The SHA-256 of files. A small file is read each time, so that nothing but its content counts; of a large one, and of one that nobody writes to, the hash is kept, and
/// holds as long as length and time of modification do.
/// </summary>
/// <param name="keptIn">Where hashes are kept from build to build.</param>
internal sealed class FileHashes(string keptIn)
{
    /// <summary>From this many bytes on, looking is worth more than reading. Corpora of this size take some 3 ms each.</summary>
    internal const long Large = 4 << 20;

    /// <summary>A file that was changed less than this before it was read may be changed again within the same tick of a coarse clock.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private const int BufferLength = 1 << 16;

    private readonly Dictionary<string, string> _known = Read(keptIn);
    private readonly Dictionary<string, string> _used = new(StringComparer.Ordinal);

    /// <summary>The hash in hexadecimal, for a folder that of the names and lengths of its files, or <c>-</c> where the file is not there or can't be read: the worker says what is wrong with it.</summary>
    public string Of(string path) => Of(path, Large);

    /// <summary>As <see cref="Of(string)"/>, for a file that is replaced rather than written to, such as one of a package: read again only where its length or time has changed.</summary>
    public string OfSettled(string path) => Of(path, keptFrom: 0);

    /// <summary>The hash of a text in UTF-8.</summary>
    public static string OfText(string text)
    {
        using var algorithm = SHA256.Create();
        return HexOf(algorithm.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Keeps the hashes of large and settled files that were asked for.</summary>
    public void Save()
    {
        if (_used.Count > 0)
        {
            var lines = new List<string>(_used.Count);
            foreach (var seen in _used.Keys)
            {
                lines.Add($"{_used[seen]}\t{seen}");
            }

            lines.Sort(StringComparer.Ordinal);
            TextFile.WriteIfDifferent(keptIn, lines);
        }
    }

    private string Of(string path, long keptFrom)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return Directory.Exists(path) ? HashOfNames(path) : "-";
            }

            if (file.Length == 0)
            {
                // Not opened: a pipe has no length either, and opening it waits for somebody to write. The worker says what is wrong with it.
                return "empty";
            }

            if (file.Length < keptFrom)
            {
                return Hash(path);
            }

            var seen = string.Format(CultureInfo.InvariantCulture, "{0}\t{1}\t{2}", path, file.Length, file.LastWriteTimeUtc.Ticks);
            if (_known.TryGetValue(seen, out var hash))
            {
                _used[seen] = hash;
                return hash;
            }

            hash = Hash(path);
            if (DateTime.UtcNow - file.LastWriteTimeUtc > Tick)
            {
                _used[seen] = hash;
            }

            return hash;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "-";
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        if (File.Exists(path))
        {
            foreach (var line in File.ReadAllLines(path))
            {
                var end = line.IndexOf('\t');
                if (end > 0)
                {
                    known[line.Substring(end + 1)] = line.Substring(0, end);
                }
            }
        }

        return known;
    }

    // Not by ComputeHash(Stream), which reads 4 kB at a time.
    private static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        using var algorithm = SHA256.Create();
        var buffer = new byte[BufferLength];
        int read;
        while ((read = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            algorithm.TransformBlock(buffer, 0, read, null, 0);
        }

        algorithm.TransformFinalBlock(buffer, 0, 0);
        return HexOf(algorithm.Hash);
    }

    // What is being written at this moment is not there yet.
    private static string HashOfNames(string folder)
    {
        var names = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension != ".tmp")
            .Select(file => string.Format(CultureInfo.InvariantCulture, "{0}\t{1}\n", file.FullName, file.Length)).OrderBy(name => name, StringComparer.Ordinal);
        return OfText(string.Concat(names));
    }

    private static string HexOf(byte[] hash) => BitConverter.ToString(hash).Replace("-", "").ToLowerInvariant();
}
