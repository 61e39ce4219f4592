namespace KhmerCache.Rendering.Locking;

/// <summary>What turns lines into images.</summary>
/// <param name="Shaper">The shaper with its version.</param>
/// <param name="Layout">The version of the layout.</param>
/// <param name="Rasterizer">The rasteriser with its version.</param>
/// <param name="Plan">The version of reading, trimming, normalising and choosing fonts.</param>
internal sealed record LockedRenderer(string Shaper, int Layout, string Rasterizer, int Plan);
