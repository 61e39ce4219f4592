using System.Buffers;
using System.Security.Cryptography;

namespace KhmerCache.Storage;

/// <summary>The files of a cache: where they lie, what they are called, and how they come to be there whole or not at all.</summary>
internal sealed class CacheFolder(string directory)
{
    public const string ManifestName = "cache_index.json";

    public const string RemoteCopyName = "remote.json";

    private const string LockName = ".lock";
    private const string SegmentExtension = ".arrow";
    private const string MarkerExtension = ".json";
    private const string TemporaryExtension = ".tmp";
    private const int HashDigits = 2 * SHA256.HashSizeInBytes;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public string Directory { get; } = Path.GetFullPath(directory);

    private string LockPath => Path.Combine(Directory, LockName);

    public string ManifestPath => Path.Combine(Directory, ManifestName);

    /// <summary>What tells of which remote cache the folder is a copy (<see cref="RemoteCopy"/>).</summary>
    public string RemoteCopyPath => Path.Combine(Directory, RemoteCopyName);

    /// <summary>Whether the folder is a copy of a remote cache that is not complete; only who brings the rest can read it.</summary>
    public bool IsIncompleteCopy => File.Exists(RemoteCopyPath) && !File.Exists(ManifestPath);

    /// <summary>Whether the folder holds a cache: a manifest, or segments that one can be made from.</summary>
    public bool Exists => File.Exists(ManifestPath) || ListSegments(SegmentKind.Lines).Count > 0;

    /// <summary>Whether there is anything to clear: a cache, or what is left of one by a process that was killed while it made or cleared it.</summary>
    public bool HasRemains => Exists || File.Exists(RemoteCopyPath) || ListAll().Count > 0 || ListForeignFiles().Any(path => IsTemporaryName(Path.GetFileName(path)));

    /// <summary>Makes sure that there is a cache to read.</summary>
    /// <exception cref="KhmerCacheException">There is none, or only a part of one.</exception>
    public void CheckExists()
    {
        CheckIsNoIncompleteCopy();
        if (!Exists)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.NoCache, "There is no cache here. 'dotnet build' or 'khmercache pregenerate' makes one.", Directory);
        }
    }

    /// <summary>Makes sure that the folder is not for somebody else to fill.</summary>
    /// <exception cref="KhmerCacheException">It is an incomplete copy of a remote cache.</exception>
    public void CheckIsNoIncompleteCopy()
    {
        if (IsIncompleteCopy)
        {
            throw RemoteCopy.Incomplete(this);
        }
    }

    public static string FolderOf(SegmentKind kind) => kind switch
    {
        SegmentKind.Lines => "lines",
        SegmentKind.Plans => "plans",
        SegmentKind.Shards => "shards",
        _ => "glyphs",
    };

    /// <summary>Whether a segment, as the manifest names it, is one of lines; the others are of glyphs.</summary>
    public static bool IsLines(string segment) => segment.StartsWith("lines/", StringComparison.Ordinal);

    /// <summary>Whether a text is the name of a segment of lines or glyphs, as the manifest names it.</summary>
    public static bool IsSegment(string name) =>
        name.Split('/') is [var kind, var file] && (kind == FolderOf(SegmentKind.Lines) || kind == FolderOf(SegmentKind.Glyphs))
        && IsSegmentName(file, SegmentExtension);

    /// <summary>Whether a text is the name of a file that the cache writes under the name of its content, as the manifest names it, so that no path leads out of the folder.</summary>
    public static bool IsOwnName(string name) =>
        name.Split('/') is [var folder, var file]
        && Array.Exists(Enum.GetValues<SegmentKind>(), kind => folder == FolderOf(kind) && IsSegmentName(file, ExtensionOf(kind)));

    /// <summary>Segments as the manifest names them, <c>lines/0123….arrow</c>, in ordinal order; markers of shards likewise, <c>shards/0123….json</c>.</summary>
    public IReadOnlyList<string> ListSegments(SegmentKind kind)
    {
        var folder = PathOf(kind);
        if (!System.IO.Directory.Exists(folder))
        {
            return [];
        }

        var names = System.IO.Directory.EnumerateFiles(folder, "*" + ExtensionOf(kind)).Select(path => Path.GetFileName(path))
            .Where(name => IsSegmentName(name, ExtensionOf(kind))).Select(name => $"{FolderOf(kind)}/{name}").ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>The segments that make up what the cache shows: glyphs and lines.</summary>
    public IReadOnlyList<string> ListSegments() => [.. ListSegments(SegmentKind.Glyphs), .. ListSegments(SegmentKind.Lines)];

    /// <summary>The segments of all kinds.</summary>
    public IReadOnlyList<string> ListAll() => [.. Enum.GetValues<SegmentKind>().SelectMany(ListSegments)];

    public string PathOf(string segment) => Path.Combine(
        Directory, LiesBeside(segment) ? "" : "segments", segment.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Whether the file still holds what its name says. False also where it is missing.</summary>
    /// <exception cref="KhmerCacheException">It can't be read, so that nobody can tell.</exception>
    public bool IsIntact(string segment)
    {
        try
        {
            using var stream = new FileStream(PathOf(segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            return IsNameOf(SHA256.HashData(stream), segment);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SegmentError.Unreadable(exception, PathOf(segment));
        }
    }

    /// <summary>The bytes of a small segment; null where they are not what its name says.</summary>
    /// <exception cref="IOException">It is gone, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public byte[]? ReadIntact(string segment) => File.ReadAllBytes(PathOf(segment)) is var bytes && IsNameOf(SHA256.HashData(bytes), segment) ? bytes : null;

    /// <summary>Writes a segment under the name of its content and returns that name. A reader sees all of it or nothing.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public string Publish(SegmentKind kind, Action<Stream> write)
    {
        var folder = PathOf(kind);
        return $"{FolderOf(kind)}/{Path.GetFileName(WriteWhole(folder, write, stream => Convert.ToHexStringLower(SHA256.HashData(stream)) + ExtensionOf(kind)))}";
    }

    /// <summary>Writes a segment that comes from elsewhere, and gives it its name if its bytes are what that says.</summary>
    /// <returns>Null; or the SHA-256 that they have instead, where nothing was published.</returns>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public async Task<string?> PublishIfIntactAsync(string segment, Func<Stream, Task> write)
    {
        FileStream? stream = null;
        Guard(() => stream = CreateTemporary());
        var isPublished = false;
        try
        {
            await write(stream!).ConfigureAwait(false);
            var found = "";
            Guard(() =>
            {
                stream!.Flush(flushToDisk: true);
                stream.Position = 0;
                found = Convert.ToHexStringLower(SHA256.HashData(stream));
                if (isPublished = found == Path.GetFileNameWithoutExtension(segment))
                {
                    FolderFlush.Create(Path.GetDirectoryName(PathOf(segment))!);
                    File.Move(stream.Name, PathOf(segment), overwrite: true);
                    FolderFlush.Flush(Path.GetDirectoryName(PathOf(segment))!);
                }
            });
            return isPublished ? null : found;
        }
        finally
        {
            if (!isPublished)
            {
                File.Delete(stream!.Name);
            }

            await stream!.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes a segment that comes from elsewhere under the name that it has there. False, and nothing is there, where it does not hold what that says.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public bool TryPublish(string segment, Action<Stream> write) => WriteWhole(
        Path.GetDirectoryName(PathOf(segment))!, write, stream => IsNameOf(SHA256.HashData(stream), segment) ? Path.GetFileName(PathOf(segment)) : null).Length > 0;

    /// <summary>Replaces the manifest.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void WriteManifest(byte[] content) => WriteWhole(Directory, stream => stream.Write(content), _ => ManifestName);

    /// <summary>Replaces what tells of which remote cache the folder is a copy.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void WriteRemoteCopy(RemoteCopy copy) => WriteWhole(Directory, stream => stream.Write(copy.ToJson()), _ => RemoteCopyName);

    /// <summary>Makes an incomplete copy of a remote cache a folder with segments, for a writer that brings the rest. Whoever was filling it goes on reading, and leaves it to that one.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void DeleteRemoteCopy()
    {
        if (IsIncompleteCopy)
        {
            using var held = Lock();
            Guard(() => File.Delete(RemoteCopyPath));
        }
    }

    /// <summary>Deletes the manifest: the folder is no complete cache any more.</summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    public void DeleteManifest() => Guard(() => File.Delete(ManifestPath));

    /// <summary>Deletes a segment; it is no error if it is gone already. What lies behind a link is not the cache's own, and stays.</summary>
    /// <exception cref="ArgumentException">It is no name of a segment.</exception>
    public void Delete(string segment) => Guard(() =>
    {
        if (!IsOwnName(segment))
        {
            throw new ArgumentException($"'{segment}' is no name of a segment, and only segments are deleted.", nameof(segment));
        }

        if (IsOwn(PathOf(segment)))
        {
            File.Delete(PathOf(segment));
        }
    });

    /// <summary>Files in the cache's own folders that are no segments, such as what a killed process left half-written. Links are not followed.</summary>
    public IEnumerable<string> ListForeignFiles()
    {
        var segments = Path.Combine(Directory, "segments");
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint };
        string[] folders = [segments, .. Enum.GetValues<SegmentKind>().Select(PathOf)];
        return folders.Where(folder => System.IO.Directory.Exists(folder) && IsOwn(folder))
            .SelectMany(folder => System.IO.Directory.EnumerateFiles(folder, "*", options))
            .Where(path => Path.GetDirectoryName(path) == segments
                || !IsSegmentName(Path.GetFileName(path), Path.GetDirectoryName(path) == PathOf(SegmentKind.Shards) ? MarkerExtension : SegmentExtension))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>
    /// Holds the folder's lock, which writers take for the moment in which they replace the manifest. The system releases it with the
    /// process, so that a killed writer is no obstacle; readers never ask for it.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for whoever holds it.</param>
    /// <exception cref="KhmerCacheException">The folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public IDisposable Lock(CancellationToken cancellationToken = default)
    {
        FileStream? held = null;
        Guard(() =>
        {
            FolderFlush.Create(Directory);
            if (!IsOwn(LockPath))
            {
                throw new IOException($"'{LockPath}' is a link, and what it points to is not the cache's.");
            }

            while (held is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    held = new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                    if (!IsStillAt(held, LockPath))
                    {
                        // Somebody cleared the cache, and its lock with it, while we waited.
                        held.Dispose();
                        held = null;
                    }
                }
                catch (IOException exception) when (IsSharingViolation(exception))
                {
                    cancellationToken.WaitHandle.WaitOne(20);
                }
            }
        });
        return held!;
    }

    /// <summary>
    /// Deletes what the cache wrote: segments, half-written files, lock and manifest, and the folders if nothing else lies in them. A link is not
    /// the cache's, nor is what lies behind it. The folder itself may be reached by one, and then stays.
    /// </summary>
    /// <exception cref="KhmerCacheException">The folder can't be written to, or nothing in it looks like a cache.</exception>
    public void Clear()
    {
        if (File.Exists(ManifestPath) && ListSegments().Count == 0 && Manifest.Read(this) is null)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.NoCache, "This file is no manifest, and there are no segments beside it. If it is what is left of a cache, delete it by hand.", ManifestPath);
        }

        using var held = Lock();
        DeleteTemporaryFiles();
        Guard(() =>
        {
            // In such an order that what is left is sound wherever the process ends: nobody counts on what is gone, and no line is without its masks.
            string[] files =
            [
                .. ListSegments(SegmentKind.Shards).Concat(ListSegments(SegmentKind.Plans)).Select(PathOf),
                ManifestPath,
                .. ListSegments(SegmentKind.Lines).Concat(ListSegments(SegmentKind.Glyphs)).Select(PathOf),
                RemoteCopyPath,
                LockPath,
            ];
            foreach (var file in files.Where(IsOwn))
            {
                File.Delete(file);
            }

            var segments = Path.Combine(Directory, "segments");
            string[] folders = [.. Enum.GetValues<SegmentKind>().Select(PathOf), segments, Directory];
            foreach (var folder in folders.Where(IsOwn))
            {
                DeleteIfEmpty(folder);
            }
        });
    }

    /// <summary>Deletes what killed processes left half-written, and leaves alone what a living one is writing, or what may not be deleted.</summary>
    public void DeleteTemporaryFiles() => Guard(() =>
    {
        foreach (var leftover in ListForeignFiles().Where(path => IsTemporaryName(Path.GetFileName(path))).ToArray())
        {
            try
            {
                // Deleted while it is held, so that a writer whose new file is taken for a leftover sees it gone as soon as it holds it itself.
                new FileStream(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Its writer is at work, or has just renamed it; or nobody may write here, which is told to those who have to.
            }
        }
    });

    /// <summary>Makes sure that the folder is there and takes files, before any work is done for it.</summary>
    /// <exception cref="KhmerCacheException">It does not.</exception>
    /// <exception cref="OperationCanceledException">The wait for whoever holds the lock was cancelled.</exception>
    public void CheckWritable(CancellationToken cancellationToken = default)
    {
        if (File.Exists(Directory))
        {
            throw new KhmerCacheException(
                DiagnosticCodes.CacheNotWritable, "Error caching image: this is a file, not a cache folder. Move it away, or choose another one.", Directory);
        }

        CheckIsNoIncompleteCopy();
        Lock(cancellationToken).Dispose();
    }

    /// <summary>The file that is held while a segment comes from elsewhere; the same for every process, and one that <see cref="DeleteTemporaryFiles"/> knows.</summary>
    public string IntakePathOf(string segment) => Path.Combine(Directory, "segments", Path.GetFileName(segment)[..32] + TemporaryExtension);

    /// <summary>A file of this name, 16 bytes, that is held while there is work; one that <see cref="DeleteTemporaryFiles"/> knows.</summary>
    public string TemporaryPathOf(ReadOnlySpan<byte> name) => Path.Combine(Directory, "segments", Convert.ToHexStringLower(name) + TemporaryExtension);

    private static string ExtensionOf(SegmentKind kind) => kind == SegmentKind.Shards ? MarkerExtension : SegmentExtension;

    // Plans and markers lie beside the segments: they are no part of what the cache shows.
    private static bool LiesBeside(string segment) =>
        segment.StartsWith("plans/", StringComparison.Ordinal) || segment.StartsWith("shards/", StringComparison.Ordinal);

    private string PathOf(SegmentKind kind) => Path.GetDirectoryName(PathOf($"{FolderOf(kind)}/_"))!;

    // No link stands between the folder and the path, nor is it one itself. The folder itself is whatever the user says it is.
    private bool IsOwn(string path)
    {
        for (var next = path; next.Length > Directory.Length; next = Path.GetDirectoryName(next)!)
        {
            if (new FileInfo(next).LinkTarget is not null)
            {
                return false;
            }
        }

        return path != Directory || new FileInfo(path).LinkTarget is null;
    }

    private static bool IsNameOf(byte[] sha256, string segment) => Convert.ToHexStringLower(sha256) == Path.GetFileNameWithoutExtension(segment);

    private static bool IsSegmentName(string name, string extension) =>
        name.Length == HashDigits + extension.Length && name.EndsWith(extension, StringComparison.Ordinal) && name.AsSpan(0, HashDigits).IndexOfAnyExcept(HexDigits) < 0;

    // The path and the open file may have come to be two files; a time that is set on the one shows on the other only if they are the same.
    /// <summary>Whether an open file is the one of a path.</summary>
    public static bool IsStillAt(FileStream held, string path)
    {
        var mark = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(Random.Shared.Next());
        File.SetLastWriteTimeUtc(held.SafeFileHandle, mark);
        return File.Exists(path) && File.GetLastWriteTimeUtc(path) == mark;
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (System.IO.Directory.Exists(folder) && !System.IO.Directory.EnumerateFileSystemEntries(folder).Any())
        {
            System.IO.Directory.Delete(folder);
        }
    }

    private static bool IsTemporaryName(string name) =>
        name.Length == 32 + TemporaryExtension.Length && name.EndsWith(TemporaryExtension, StringComparison.Ordinal)
        && name.AsSpan(0, 32).IndexOfAnyExcept(HexDigits) < 0;

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK of flock elsewhere, which .NET maps onto the same code or errno 11.
    internal static bool IsSharingViolation(IOException exception) =>
        exception.GetType() == typeof(IOException) && (exception.HResult & 0xFFFF) is 32 or 33 or 11 or 35;

    /// <summary>Writes a file, names it by what was written, and returns its path; empty, and there is no file, where it gets no name.</summary>
    private string WriteWhole(string folder, Action<Stream> write, Func<Stream, string?> name)
    {
        var path = "";
        Guard(() =>
        {
            try
            {
                path = WriteAndRename(folder, write, name);
            }
            catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Another process cleared the cache meanwhile.
                path = WriteAndRename(folder, write, name);
            }
        });
        return path;
    }

    private string WriteAndRename(string folder, Action<Stream> write, Func<Stream, string?> name)
    {
        FolderFlush.Create(folder);
        FolderFlush.Create(Path.Combine(Directory, "segments"));
        using var stream = CreateTemporary();
        var temporary = stream.Name;
        try
        {
            write(stream);
            stream.Flush(flushToDisk: true);
            stream.Position = 0;
            if (name(stream) is not { } named)
            {
                File.Delete(temporary);
                return "";
            }

            var path = Path.Combine(folder, named);
            File.Move(temporary, path, overwrite: true);
            FolderFlush.Flush(folder);
            return path;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // Held until it has its name: whoever sweeps leftovers (DeleteTemporaryFiles) leaves alone what is held. Between its creation and the hold it may
    // be taken for a leftover; then it is gone or in the sweeper's hands, and another one is made.
    private FileStream CreateTemporary()
    {
        while (true)
        {
            var path = Path.Combine(Directory, "segments", Guid.NewGuid().ToString("N") + TemporaryExtension);
            try
            {
                var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
                if (File.Exists(path))
                {
                    return stream;
                }

                stream.Dispose();
            }
            catch (IOException exception) when (IsSharingViolation(exception))
            {
            }
        }
    }

    /// <summary>Makes errors of the system into one that tells of this folder.</summary>
    internal void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(
                DiagnosticCodes.CacheNotWritable,
                $"Error caching image: the cache folder can't be written to: {exception.Message} Check its permissions and the space left, or choose another one.",
                Directory,
                innerException: exception);
        }
    }
}
