namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a plan asks of a font, and what became of it.</summary>
/// <param name="Path">The path of the font, as in cache keys.</param>
/// <param name="Planned">Images that are asked for.</param>
/// <param name="Rendered">Images that were made now; in a forecast, that would be made.</param>
/// <param name="Skipped">Images that were not made, because the font can't show the line truthfully; in a forecast, that would not be.</param>
public sealed record FontCount(string Path, long Planned, long Rendered, long Skipped)
{
    /// <summary>Images that were in the cache already.</summary>
    public long Cached => Math.Max(0, Planned - Rendered - Skipped);
}
