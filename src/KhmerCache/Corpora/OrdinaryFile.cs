namespace KhmerCache.Corpora;

/// <summary>Opens files, and neither pipes nor devices: those may have no end, or keep whoever opens them waiting for ever.</summary>
internal static class OrdinaryFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Opens a file to read it from its start to its end.</summary>
    /// <exception cref="IOException">It can't be opened, or is no ordinary file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        var target = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

        if (Directory.Exists(target.FullName))
        {
            throw new IOException($"'{path}' is a folder. Name its files.");
        }

        // Neither pipes nor devices have a length.
        return target.Length > 0 || IsEmpty(target.FullName)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan)
            : throw new IOException($"'{path}' is no ordinary file but a pipe or a device. Save what it gives to a file.");
    }

    // A pipe opens when somebody writes to it; the thread that waits for that is left behind.
    private static bool IsEmpty(string path)
    {
        var probe = Task.Factory.StartNew(
            () =>
            {
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
                return stream.CanSeek && stream.ReadByte() < 0;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return Task.WaitAny([probe], Patience) >= 0 && probe.GetAwaiter().GetResult();
    }
}
