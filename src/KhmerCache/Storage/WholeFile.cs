namespace KhmerCache.Storage;

/// <summary>Writes files outside of cache folders so that whoever reads them sees all of one or of the one before.</summary>
internal static class WholeFile
{
    private const string TemporaryExtension = ".tmp";

    /// <summary>Whether a file of this name is one that is being written, or was when its process ended.</summary>
    public static bool IsTemporary(string path) => path.EndsWith(TemporaryExtension, StringComparison.Ordinal);

    /// <summary>Writes a file, unless that is what it holds already.</summary>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="IOException">It can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    public static bool WriteIfDifferent(string path, ReadOnlyMemory<byte> content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content.Span))
        {
            return false;
        }

        Write(path, output => output.Write(content.Span));
        return true;
    }

    /// <summary>Writes a file under a temporary name beside its place, flushes it and moves it there.</summary>
    /// <exception cref="IOException">It can't be written; what was there before is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; what was there before is still there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        FolderFlush.Create(folder);
        var temporary = Path.Combine(folder, $"{Path.GetFileName(path)}.{Guid.NewGuid():N}{TemporaryExtension}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FolderFlush.Flush(folder);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
