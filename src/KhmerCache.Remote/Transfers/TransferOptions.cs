namespace KhmerCache.Remote.Transfers;

/// <summary>How <see cref="RemotePull"/> and <see cref="RemotePush"/> work.</summary>
public sealed record TransferOptions
{
    /// <summary>How many objects are moved at a time, by default.</summary>
    public const int DefaultJobs = 8;

    /// <summary>How many objects are moved at a time; from 1.</summary>
    public int Jobs { get; init; } = DefaultJobs;

    /// <summary>Of a pull: only this snapshot, by the plan or the digest in its name; the newest where several have it. Null for all that there are.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Of a push: whether objects that are there already are put again, as where they are damaged and nobody sees it by their size.</summary>
    public bool Replace { get; init; }

    /// <summary>Of a push: objects that are known to be damaged, and are put again.</summary>
    internal IReadOnlySet<string> Damaged { get; init; } = new HashSet<string>();
}
