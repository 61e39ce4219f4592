namespace KhmerCache.Remote.Cleaning;

/// <summary>What a <see cref="RemoteCleaner"/> drops.</summary>
public sealed record RemoteCleaningOptions
{
    /// <summary>How long what no snapshot names is kept, by default: somebody may be pushing the snapshot that names it.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromDays(1);

    /// <summary>Snapshots and markers of shards that were last pushed before that time are dropped; null to keep them whatever their age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Snapshots that have images of one of these recipes are dropped, by their SHA-256 or its beginning.</summary>
    public IReadOnlyList<string> Recipes { get; init; } = [];

    /// <summary>How old segments have to be that no snapshot names.</summary>
    public TimeSpan Grace { get; init; } = DefaultGrace;

    /// <summary>Whether to only tell what would be dropped.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>How many objects are read or deleted at a time; from 1.</summary>
    public int Jobs { get; init; } = Transfers.TransferOptions.DefaultJobs;
}
