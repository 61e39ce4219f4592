namespace KhmerCache.Storage.Packing;

/// <summary>A cache folder for a moment, in the system's folder for temporary files.</summary>
internal sealed class ScratchCache : IDisposable
{
    /// <summary>The cache; empty at first.</summary>
    public CacheFolder Folder { get; } = new(Directory.CreateTempSubdirectory("khmercache-").FullName);

    /// <summary>Deletes it with all that is in it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder.Directory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody looks into it, as programs against viruses do. The system clears its folder; the work itself went as it went.
        }
    }
}
