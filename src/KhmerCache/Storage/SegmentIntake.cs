using System.Security.Cryptography;

namespace KhmerCache.Storage;

/// <summary>
/// A segment on its way into a folder from elsewhere: a temporary file whose name follows from the segment's, held by one process while it writes. So no two processes bring the same
/// segment; and one that was killed holds nothing any more, and the next one begins anew in its file.
/// </summary>
internal sealed class SegmentIntake : IDisposable
{
    private readonly CacheFolder _folder;
    private readonly string _segment;
    private readonly FileStream _file;
    private bool _isPublished;

    private SegmentIntake(CacheFolder folder, string segment, FileStream file) => (_folder, _segment, _file) = (folder, segment, file);

    /// <summary>What is written so far.</summary>
    public Stream Content => _file;

    /// <summary>Begins; null where another process, or another cache of this one, is at the same segment.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public static SegmentIntake? TryBegin(CacheFolder folder, string segment)
    {
        FileStream? file = null;
        folder.Guard(() =>
        {
            var path = folder.TemporaryPathOf(segment);
            FolderFlush.Create(Path.GetDirectoryName(folder.PathOf(segment))!);
            try
            {
                // On Windows a file that is held can be renamed only if that is shared; elsewhere only what is shared with nobody is held against others.
                file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None);
            }
            catch (IOException exception) when (CacheFolder.IsSharingViolation(exception))
            {
                return;
            }

            // Whoever held it may have renamed it since it was opened here, or somebody swept it away: then this is not the file of that name.
            if (!CacheFolder.IsStillAt(file, path))
            {
                file.Dispose();
                file = null;
                return;
            }

            file.SetLength(0);
        });
        return file is null ? null : new SegmentIntake(folder, segment, file);
    }

    /// <summary>Gives the segment its name, if its bytes are what that says.</summary>
    /// <returns>Null; or the SHA-256 that the bytes have instead.</returns>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public string? PublishIfIntact()
    {
        string? found = null;
        _folder.Guard(() =>
        {
            _file.Flush(flushToDisk: true);
            _file.Position = 0;
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(_file));
            if (sha256 != Path.GetFileNameWithoutExtension(_segment))
            {
                found = sha256;
                return;
            }

            var path = _folder.PathOf(_segment);
            File.Move(_file.Name, path, overwrite: true);
            _isPublished = true;
            FolderFlush.Flush(Path.GetDirectoryName(path)!);
        });
        return found;
    }

    /// <summary>Lets go of the file; what was not published is gone.</summary>
    public void Dispose()
    {
        try
        {
            if (!_isPublished)
            {
                File.Delete(_file.Name);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next one begins anew in it, or sweeps it away.
        }
        finally
        {
            _file.Dispose();
        }
    }
}
