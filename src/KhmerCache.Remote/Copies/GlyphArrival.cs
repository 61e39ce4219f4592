using KhmerCache.Remote.Stores;
using KhmerCache.Storage;

namespace KhmerCache.Remote.Copies;

/// <summary>Brings the glyphs of a copy: they are few, and no line can be shown without them.</summary>
/// <param name="store">The store.</param>
/// <param name="copy">The copy.</param>
internal sealed class GlyphArrival(IObjectStore store, LocalCopy copy)
{
    private readonly SegmentFetch _fetch = new(store, copy);

    /// <summary>Returns when all of them are there.</summary>
    /// <exception cref="KhmerCacheException">As for <see cref="SegmentFetch"/>.</exception>
    public Task RunAsync(int jobs) => Parallel.ForEachAsync(
        copy.Manifest.Segments.Select(segment => segment.File).Where(segment => !CacheFolder.IsLines(segment)),
        new ParallelOptions { MaxDegreeOfParallelism = jobs },
        async (segment, cancelled) =>
        {
            // One that was there before is small enough to be looked at each time.
            if (copy.IsThere(segment) && !copy.Folder.IsIntact(segment))
            {
                copy.Folder.Delete(segment);
            }

            while (!copy.IsThere(segment) && !await _fetch.TryRunAsync(segment, cancelled).ConfigureAwait(false))
            {
                await Task.Delay(ArrivingSegments.WhileOthersFetch, cancelled).ConfigureAwait(false);
            }
        });
}
