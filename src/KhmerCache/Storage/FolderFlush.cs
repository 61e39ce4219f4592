using System.Runtime.InteropServices;

namespace KhmerCache.Storage;

/// <summary>
/// Brings the names in a folder to disk. A file that was flushed and renamed can still be gone after a loss of power, because its new name is
/// part of the folder, which is written when the system likes. Windows keeps names in its journal and needs none of this.
/// </summary>
internal static partial class FolderFlush
{
    private const int NoSuchFile = 2;
    private const int Interrupted = 4;

    // EIO, ENOSPC, and EDQUOT of Linux and macOS: what was to be kept is lost. Any other error says that this file system can't flush a folder.
    private static readonly int[] Losses = [5, 28, 122, 69];

    /// <summary>Makes a folder and the parents that it lacks, and brings their names to disk.</summary>
    /// <exception cref="IOException">The system does not let it be made.</exception>
    public static void Create(string folder)
    {
        var missing = new List<string>();
        for (var next = folder; next is not null && !Directory.Exists(next); next = Path.GetDirectoryName(next))
        {
            missing.Add(next);
        }

        Directory.CreateDirectory(folder);
        missing.ForEach(created => Flush(Path.GetDirectoryName(created)!));
    }

    /// <summary>Returns when the names in a folder are on disk, where the file system can tell.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is gone.</exception>
    /// <exception cref="IOException">The names could not be written.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, flags: 0);
        if (handle < 0)
        {
            // A folder that may be written to and not read can't be opened, and is no error.
            if (Marshal.GetLastPInvokeError() == NoSuchFile)
            {
                throw new DirectoryNotFoundException($"The folder '{folder}' is gone.");
            }

            return;
        }

        try
        {
            int error;
            do
            {
                error = Sync(handle) == 0 ? 0 : Marshal.GetLastPInvokeError();
            }
            while (error == Interrupted);
            if (Losses.Contains(error))
            {
                throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{folder}'", error);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
