using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a pregeneration would do.</summary>
/// <param name="Planned">Images that the corpora and fonts ask for.</param>
/// <param name="Missing">Images that would be rendered, as far as the fonts can show their lines.</param>
/// <param name="EstimatedBytes">About how much the cache would grow.</param>
/// <param name="Fonts">The same for each font, ordered by path.</param>
/// <param name="Splits">Lines and images of each split.</param>
public sealed record PregenerationForecast(
    long Planned, long Missing, long EstimatedBytes, IReadOnlyList<FontCount> Fonts, IReadOnlyDictionary<string, SplitCount> Splits)
{
    /// <summary>Images that are in the cache already, or that a font can't show.</summary>
    public long Cached => Planned - Missing;
}
