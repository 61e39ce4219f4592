namespace KhmerCache.Storage;

/// <summary>
/// A segment on its way into a folder from elsewhere. A file whose name follows from the segment's is held meanwhile, so that no two processes bring the same segment; the system
/// lets go of it with the process, so that one that was killed is no obstacle. What arrives is written to another temporary file, and gets its name when it is whole.
/// </summary>
internal sealed class SegmentIntake : IDisposable
{
    private readonly CacheFolder _folder;
    private readonly string _segment;
    private readonly FileStream _held;

    private SegmentIntake(CacheFolder folder, string segment, FileStream held) => (_folder, _segment, _held) = (folder, segment, held);

    /// <summary>Begins; null where another process, or another cache of this one, is at the same segment.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public static SegmentIntake? TryBegin(CacheFolder folder, string segment)
    {
        FileStream? held = null;
        folder.Guard(() =>
        {
            var path = folder.IntakePathOf(segment);
            FolderFlush.Create(Path.GetDirectoryName(path)!);
            try
            {
                // On Windows a file that is held can be deleted only if that is shared; elsewhere only what is shared with nobody is held against others.
                held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, bufferSize: 1);
            }
            catch (IOException exception) when (CacheFolder.IsSharingViolation(exception))
            {
                return;
            }

            // Whoever held it may have deleted it since it was opened here.
            if (!CacheFolder.IsStillAt(held, path))
            {
                held.Dispose();
                held = null;
            }
        });
        return held is null ? null : new SegmentIntake(folder, segment, held);
    }

    /// <summary>Takes the segment in, if its bytes are what its name says.</summary>
    /// <param name="write">Writes them; what it throws ends the intake, and nothing is left of it.</param>
    /// <returns>Null; or the SHA-256 that the bytes have instead.</returns>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public Task<string?> TakeAsync(Func<Stream, Task> write) => _folder.PublishIfIntactAsync(_segment, write);

    /// <summary>Lets go of the segment.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_held.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next one holds it in turn, or sweeps it away.
        }
        finally
        {
            _held.Dispose();
        }
    }
}
