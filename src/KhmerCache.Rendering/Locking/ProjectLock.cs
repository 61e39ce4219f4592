namespace KhmerCache.Rendering.Locking;

/// <summary><c>khmercache.lock.json</c>: what a project's images were made from, and what came of it. It lies beside the project, and is committed with it.</summary>
internal sealed record ProjectLock
{
    /// <summary>The version that this program writes; others it does not read.</summary>
    public const int KnownVersion = 1;

    public int FormatVersion { get; init; } = KnownVersion;

    /// <summary>The content digest of a cache that holds the project's images and nothing else, whatever else the cache at hand holds.</summary>
    public required string ContentDigest { get; init; }

    /// <summary>How many images these are: what is planned and can be shown.</summary>
    public required long Images { get; init; }

    public required LockedRenderer Renderer { get; init; }

    public required LockedSettings Settings { get; init; }

    /// <summary>The corpora, ordered by split and path; those of a split in their own order where only its first lines are taken.</summary>
    public required IReadOnlyList<LockedCorpus> Corpora { get; init; }

    /// <summary>The fonts, ordered by path.</summary>
    public required IReadOnlyList<LockedFont> Fonts { get; init; }
}
