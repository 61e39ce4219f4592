using System.Buffers.Binary;
using System.Numerics;

namespace KhmerCache.Storage;

/// <summary>
/// Where one of several writers of a folder begins among the ranges of hashes: the first at the start, the next in the middle, then at the quarters, so that writers of equal plans
/// come upon each other's segments and not into each other's way. A place is a file that is held while the writer is at work, and that the system lets go with the process. It is a
/// hint only: where none can be had, a writer begins at the start.
/// </summary>
internal sealed class WriterPlace : IDisposable
{
    /// <summary>More writers than that of one folder share places.</summary>
    private const int Places = 64;

    private readonly FileStream? _held;

    private WriterPlace(FileStream? held, int place)
    {
        _held = held;

        // The bits of the number from the other end: 0, 1/2, 1/4, 3/4, 1/8 of all hashes.
        for (var bit = 0; bit < BitOperations.Log2(Places); bit++)
        {
            FirstTextHash |= ((ulong)place >> bit & 1) << (63 - bit);
        }
    }

    /// <summary>The text hash to begin with. 0 for a writer that is alone, whose files do not depend on others then.</summary>
    public ulong FirstTextHash { get; }

    /// <summary>Takes the first place that nobody holds.</summary>
    public static WriterPlace Take(CacheFolder folder)
    {
        Span<byte> name = stackalloc byte[16];
        for (var place = 0; place < Places; place++)
        {
            BinaryPrimitives.WriteInt32BigEndian(name[12..], place);
            try
            {
                var path = folder.TemporaryPathOf(name);
                FolderFlush.Create(Path.GetDirectoryName(path)!);
                return new WriterPlace(
                    new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose), place);
            }
            catch (IOException exception) when (CacheFolder.IsSharingViolation(exception))
            {
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                break;
            }
        }

        return new WriterPlace(null, 0);
    }

    public void Dispose() => _held?.Dispose();
}
