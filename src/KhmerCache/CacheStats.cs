using System.Text.Json.Serialization;
using KhmerCache.Storage;

namespace KhmerCache;

/// <summary>What a cache holds. In JSON the names are in snake_case, as in the Python system.</summary>
/// <param name="TotalImages">Valid images.</param>
/// <param name="TotalSizeBytes">All files of the cache together.</param>
/// <param name="Splits">What the last pregeneration planned, by split.</param>
/// <param name="Fonts">Valid images by font path.</param>
/// <param name="Renderers">Valid images by what shaped and laid them out, such as <c>HarfBuzz 8.3.1.5, layout 2</c>; <c>pixels</c> for pictures put in by hand.</param>
/// <param name="Rasterizers">Valid images by what drew their glyphs; those that lack masks are left out.</param>
/// <param name="ContentDigest">Equal for caches that show the same, however they came to be. A training run should log it.</param>
/// <param name="Hits">Images found in this session.</param>
/// <param name="Misses">Images not found in this session.</param>
/// <param name="TimedDecodes">Images of this session whose decoding was timed: one in 64, or all while somebody listens to the meter <c>KhmerCache</c>.</param>
/// <param name="MeanDecodeSeconds">The mean time of these, in seconds; 0 where there are none.</param>
public sealed record CacheStats(
    long TotalImages,
    long TotalSizeBytes,
    IReadOnlyDictionary<string, SplitCount> Splits,
    IReadOnlyDictionary<string, long> Fonts,
    IReadOnlyDictionary<string, long> Renderers,
    IReadOnlyDictionary<string, long> Rasterizers,
    string ContentDigest,
    long Hits = 0,
    long Misses = 0,
    long TimedDecodes = 0,
    double MeanDecodeSeconds = 0)
{
    /// <summary><see cref="TotalSizeBytes"/> in units of 1,048,576 bytes, to two decimals.</summary>
    [JsonPropertyName("total_size_mb")]
    public double TotalSizeMB => Math.Round(TotalSizeBytes / 1048576.0, 2);

    /// <summary>All files of the cache, divided by the valid images, to one decimal.</summary>
    public double BytesPerImage => TotalImages == 0 ? 0 : Math.Round((double)TotalSizeBytes / TotalImages, 1);
}
