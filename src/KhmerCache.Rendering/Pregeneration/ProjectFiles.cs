namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a project has beside its cache, as full paths; null for what it does not have.</summary>
internal sealed record ProjectFiles
{
    /// <summary>Where names of fonts and characters of labels are written for the source generator.</summary>
    public string? Contents { get; init; }
}
