using System.Diagnostics;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Copies;

/// <summary>
/// Keeps a copy within a size: before a segment is fetched, the least recently used ones go. What somebody in this process reads at that moment stays; what another process has mapped
/// stays readable there, as it is gone from the folder only. Safe to use from several threads and processes.
/// </summary>
/// <param name="copy">The copy.</param>
/// <param name="maxBytes">The most bytes of segments.</param>
/// <param name="slots">The segments of lines, as this process has them mapped.</param>
internal sealed class LocalRoom(LocalCopy copy, long maxBytes, IReadOnlyDictionary<string, SegmentSlot> slots)
{
    private readonly Lock _lock = new();
    private long _arriving;

    /// <summary>Reserves room for a segment, which <see cref="Arrived"/> gives back when it is there or is not to come.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="mayGo">Which segments may go for it; null for none.</param>
    /// <returns>Whether there is room.</returns>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public bool TryReserve(long bytes, Func<string, bool>? mayGo)
    {
        lock (_lock)
        {
            using var held = copy.Folder.Lock();
            if (!copy.IsOwn())
            {
                // Somebody has made it a cache of his own, and nothing of it goes; what is needed comes all the same.
                _arriving += mayGo is null ? 0 : bytes;
                return mayGo is not null;
            }

            NoteUses();
            var present = copy.Folder.ListSegments().Select(name => (Name: name, File: new FileInfo(copy.Folder.PathOf(name)))).Where(segment => segment.File.Exists).ToArray();
            var used = present.Sum(segment => segment.File.Length) + _arriving;
            if (used + bytes > maxBytes && mayGo is not null)
            {
                foreach (var (name, file) in present.Where(segment => CacheFolder.IsLines(segment.Name)).OrderBy(segment => segment.File.LastAccessTimeUtc).ThenBy(segment => segment.Name, StringComparer.Ordinal))
                {
                    if (used + bytes <= maxBytes)
                    {
                        break;
                    }

                    used -= mayGo(name) && TryDrop(name) ? file.Length : 0;
                }
            }

            if (used + bytes > maxBytes)
            {
                return false;
            }

            _arriving += bytes;
            return true;
        }
    }

    /// <summary>The segment is there, or will not come.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void Arrived(long bytes)
    {
        lock (_lock)
        {
            _arriving -= bytes;
        }

        // Another process may have brought one at the same time: neither knew of the other's.
        Trim();
    }

    /// <summary>Has the folder come to its size.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void Trim() => TryReserve(0, _ => true);

    private bool TryDrop(string segment)
    {
        if (slots.TryGetValue(segment, out var slot) && (slot.IsWanted || !slot.TryClose()))
        {
            return false;
        }

        // A copy that lacks something is no cache for anybody else.
        copy.Folder.DeleteManifest();
        copy.Folder.Delete(segment);
        return true;
    }

    // The file's time of last access tells other processes, and this one after a new start; the system's own marks of it are too coarse, and see no read of a mapping.
    private void NoteUses()
    {
        foreach (var slot in slots.Values.Where(slot => slot.LastUsed > 0))
        {
            var (path, used) = (copy.Folder.PathOf(slot.Name), DateTime.UtcNow - Stopwatch.GetElapsedTime(slot.LastUsed));
            if (!File.Exists(path))
            {
                // Another process has dropped it: what is still mapped here takes room on the disk that nobody sees.
                slot.TryClose();
                continue;
            }

            try
            {
                if (used > File.GetLastAccessTimeUtc(path))
                {
                    File.SetLastAccessTimeUtc(path, used);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Then it goes earlier than it might.
            }
        }
    }
}
