namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a project has beside its cache, paths being full ones; null for what it does not have.</summary>
internal sealed record ProjectFiles
{
    /// <summary>The folder that paths in these files are relative to.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Where names of fonts and characters of labels are written for the source generator.</summary>
    public string? Contents { get; init; }

    /// <summary>The lock (<see cref="Locking.ProjectLock"/>).</summary>
    public string? Lock { get; init; }

    /// <summary>Whether the lock has to hold; else it is written where it differs.</summary>
    public bool IsLocked { get; init; }

    /// <summary>The packed cache to start from, so that nothing that it holds is rendered.</summary>
    public string? RestoreFrom { get; init; }

    /// <summary>Where the project's images are packed.</summary>
    public string? Pack { get; init; }

    /// <summary>Whether a marker is left in the cache that tells what this shard is, once it is complete.</summary>
    public bool LeavesMarker { get; init; }

    /// <summary>The cache that the project's machines share.</summary>
    public ISharedCache? Shared { get; init; }

    /// <summary>Which warnings fail the run; null for none.</summary>
    public WarningsAsErrors? WarningsAsErrors { get; init; }
}
