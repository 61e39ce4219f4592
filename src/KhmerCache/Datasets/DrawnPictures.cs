namespace KhmerCache.Datasets;

/// <summary>The pictures of a sample, before augmentation, that do not lie in the cache.</summary>
/// <param name="Own">Its own; null in a plan where it is to be drawn for the batch.</param>
/// <param name="Partner">That of the sample that is joined to its right; null where there is none, or as above.</param>
internal sealed record DrawnPictures(LineImage? Own, LineImage? Partner);
