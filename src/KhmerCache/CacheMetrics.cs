using System.Diagnostics.Metrics;

namespace KhmerCache;

/// <summary>
/// The instruments of the meter <c>KhmerCache</c>, over all caches of the process (docs/metrics.md). While nobody listens, counting costs a
/// look at a list that is empty.
/// </summary>
internal static class CacheMetrics
{
    public const string MeterName = "KhmerCache";

    private const string Images = "{image}";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> Hits = Meter.CreateCounter<long>(
        "khmercache.images.hits", Images, "Images that were asked for and found.");

    public static readonly Counter<long> Misses = Meter.CreateCounter<long>(
        "khmercache.images.misses", Images, "Images that were asked for and not found.");

    public static readonly Counter<long> Damaged = Meter.CreateCounter<long>(
        "khmercache.images.damaged", Images, "Images that were found and could not be decoded.");

    public static readonly Counter<long> Rendered = Meter.CreateCounter<long>(
        "khmercache.images.rendered", Images, "Images that were not found, and drawn by the cache's renderer.");

    // The usual bounds begin at milliseconds; a line is decoded in one or two microseconds.
    public static readonly Histogram<double> DecodeDuration = Meter.CreateHistogram(
        "khmercache.decode.duration",
        "s",
        "Time to check and decode an image.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.5e-6, 1e-6, 1.5e-6, 2e-6, 3e-6, 5e-6, 10e-6, 20e-6, 50e-6, 100e-6, 1e-3, 10e-3, 100e-3],
        });
}
