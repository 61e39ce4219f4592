using KhmerCache.Remote.Stores;
using KhmerCache.Remote.Transfers;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Copies;

/// <summary>Opens a remote cache by a copy in a local folder.</summary>
internal static class RemoteCopyOpener
{
    /// <summary>Opens it. The store is disposed of with the cache, or here.</summary>
    /// <exception cref="KhmerCacheException">The store can't be used and the copy is not complete, there is no such snapshot, or the folder is not one for a copy.</exception>
    public static ImageCache Open(IObjectStore store, string directory, RemoteCacheOptions options)
    {
        var isKept = false;
        try
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1, nameof(options));
            ArgumentOutOfRangeException.ThrowIfNegative(options.MaxLocalBytes, nameof(options));
            var folder = new CacheFolder(directory);
            Snapshot snapshot;
            LocalCopy copy;
            try
            {
                (snapshot, var known) = WantedSnapshot.ReadAsync(store, options.Snapshot).GetAwaiter().GetResult();
                copy = new LocalCopy(folder, store.Address, snapshot, known);
                copy.Begin(options.MaxLocalBytes);
                if (!copy.IsComplete)
                {
                    new GlyphArrival(store, copy).RunAsync(options.Jobs).GetAwaiter().GetResult();
                }
            }
            catch (KhmerCacheException exception) when (exception.Diagnostic.Code == DiagnosticCodes.RemoteNotUsable)
            {
                return OpenOffline(folder, store.Address, options, exception);
            }

            if (copy.IsComplete)
            {
                return Open(folder, store.Address, options, null, null);
            }

            isKept = true;
            return Open(folder, store.Address, options, snapshot.Manifest, new ArrivingSegments(store, copy, options));
        }
        finally
        {
            if (!isKept)
            {
                store.Dispose();
            }
        }
    }

    private static ImageCache OpenOffline(CacheFolder folder, RemoteAddress remote, RemoteCacheOptions options, KhmerCacheException error)
    {
        if (LocalCopy.ReadComplete(folder) is not { } manifest)
        {
            throw new KhmerCacheException(
                error.Diagnostic with { Message = $"{error.Diagnostic.Message} The local copy in '{folder.Directory}' is not complete, and can't be used without it." }, error);
        }

        var told = RemoteCopy.Read(folder)?.Snapshot ?? "";
        if (options.Snapshot is { } wanted && manifest.ContentDigest != wanted && !told.Split('/', '.').Contains(wanted))
        {
            throw new KhmerCacheException(
                error.Diagnostic with { Message = $"{error.Diagnostic.Message} The local copy in '{folder.Directory}' is complete, but shows {manifest.ContentDigest} and not '{wanted}'." }, error);
        }

        options.Log?.Invoke(new Diagnostic(
            DiagnosticSeverity.Info,
            DiagnosticCodes.RemoteNotUsable,
            $"{error.Diagnostic.Message} The local copy is complete and is read as it is; it shows {manifest.ContentDigest}.",
            folder.Directory));
        return Open(folder, remote, options, null, null);
    }

    private static ImageCache Open(CacheFolder folder, RemoteAddress remote, RemoteCacheOptions options, Manifest? manifest, ArrivingSegments? segments)
    {
        try
        {
            return ImageCache.OpenCopy(folder, new ImageCacheOptions { Renderer = options.Renderer, Log = options.Log }, remote.ToString(), manifest, segments);
        }
        catch
        {
            segments?.Dispose();
            throw;
        }
    }
}
