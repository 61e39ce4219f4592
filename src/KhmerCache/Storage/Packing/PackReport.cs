namespace KhmerCache.Storage.Packing;

/// <summary>A cache that was packed.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Images">How many images it holds.</param>
/// <param name="ContentDigest">What it shows.</param>
/// <param name="Sha256">The digest of the file's bytes.</param>
internal sealed record PackReport(string File, long Bytes, long Images, string ContentDigest, string Sha256);
