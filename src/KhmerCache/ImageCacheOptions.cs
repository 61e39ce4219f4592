namespace KhmerCache;

/// <summary>How an <see cref="ImageCache"/> is opened.</summary>
public readonly record struct ImageCacheOptions
{
    /// <summary>Draws what the cache lacks; null where a miss is to be a miss.</summary>
    public ILineRenderer? Renderer { get; init; }

    /// <summary>Whether a folder without a cache is taken as an empty one, to be filled; true also where there is a <see cref="Renderer"/>.</summary>
    public bool CreateIfMissing { get; init; }

    /// <summary>
    /// Is told of damaged images, and why those that were added could not be stored, which <see cref="ImageCache.Flush"/> and <see cref="ImageCache.Dispose"/> then throw as well; null for silence.
    /// </summary>
    public Action<Diagnostic>? Log { get; init; }

    /// <summary>Whether the cache is opened only to be deleted, so that a part of one will do.</summary>
    internal bool IsToBeCleared { get; init; }
}
