using KhmerCache.Remote.Transfers;

namespace KhmerCache.Remote;

/// <summary>How a remote cache is opened for reading (<see cref="RemoteImageCache"/>).</summary>
public readonly record struct RemoteCacheOptions
{
    /// <summary>With the default values of all options.</summary>
    public RemoteCacheOptions()
    {
    }

    /// <summary>
    /// Which state of the remote cache is read: the content digest that it shows, as in a project's lock; or a plan or a digest in the name of a snapshot (<c>snapshots/PLAN/DIGEST.json</c>).
    /// Null for the newest, by the store's clock.
    /// </summary>
    public string? Snapshot { get; init; }

    /// <summary>
    /// The most bytes of segments in the local folder; 0 for no limit. Where the cache is larger, the least recently used segments of lines go when others are needed, and are fetched again when they are.
    /// The folder has more only by the segments that are on their way at a moment, one for each of <see cref="Jobs"/>.
    /// </summary>
    public long MaxLocalBytes { get; init; }

    /// <summary>How many segments are fetched at a time, from 1. Those that a reader waits for come first, and don't wait for the others to end.</summary>
    public int Jobs { get; init; } = TransferOptions.DefaultJobs;

    /// <summary>Draws what the cache lacks, and what can't be fetched. What it draws is not kept: a copy is not added to. Null where an image that can't be fetched is an error.</summary>
    public ILineRenderer? Renderer { get; init; }

    /// <summary>Is told of damaged images, and of what can't be fetched in the background or is drawn instead. It is called by any thread. Null for silence.</summary>
    public Action<Diagnostic>? Log { get; init; }

    /// <summary>How long the background waits after a failure before it tries again.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(30);
}
