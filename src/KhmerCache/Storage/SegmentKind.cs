namespace KhmerCache.Storage;

/// <summary>The kinds of segments; each has a folder of its own.</summary>
internal enum SegmentKind
{
    Glyphs,
    Lines,

    /// <summary>Plans that the cache was made complete for (<see cref="PlanRecord"/>). The manifest does not name them, since they are no part of what the cache shows.</summary>
    Plans,

    /// <summary>Markers of shards that are complete. They are JSON, and no part of what the cache shows either.</summary>
    Shards,
}
