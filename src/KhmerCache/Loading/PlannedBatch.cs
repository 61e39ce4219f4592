using KhmerCache.Datasets;

namespace KhmerCache.Loading;

/// <summary>The samples of a batch, not decoded yet.</summary>
/// <param name="Number">Which batch of its epoch and rank it is, from 0.</param>
/// <param name="Samples">The samples.</param>
internal readonly record struct PlannedBatch(long Number, PlannedSample[] Samples);
