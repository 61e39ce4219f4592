using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>What a pregeneration would do.</summary>
/// <param name="Planned">Images that the corpora and fonts ask for.</param>
/// <param name="Missing">Images that would be rendered.</param>
/// <param name="EstimatedBytes">About how much the cache would grow.</param>
/// <param name="Fonts">The same for each font, ordered by path.</param>
/// <param name="Splits">Lines and images of each split.</param>
public sealed record PregenerationForecast(
    long Planned, long Missing, long EstimatedBytes, IReadOnlyList<FontCount> Fonts, IReadOnlyDictionary<string, SplitCount> Splits)
{
    /// <summary>Images that would not be made, because a font can't show the line truthfully.</summary>
    public long Skipped => Fonts.Sum(font => font.Skipped);

    /// <summary>Images that are in the cache already.</summary>
    public long Cached => Planned - Missing - Skipped;
}
