using System.Security.Cryptography;

namespace KhmerCache.Storage.Packing;

/// <summary>
/// Writes images of a cache as one file: a tar of the cache that holds them and nothing else, in its canonical form. The same images are the same bytes, whatever the history of
/// the cache that they come from, which stays as it is.
/// </summary>
internal static class CachePacker
{
    /// <summary>Packs all that a cache shows.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">A segment is damaged or missing, or the cache is of an unknown format version.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackReport Run(CacheFolder folder, string path, CancellationToken cancellationToken)
    {
        using var reader = OpenWhole(folder);
        return Run(CacheSelection.All(reader), reader.Manifest?.Splits ?? [], expected: null, path, cancellationToken);
    }

    /// <summary>Packs what a plan asks for.</summary>
    /// <param name="folder">The cache, which is complete for the plan.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="rasterizer">The rasteriser that the plan was made complete with.</param>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="KhmerCacheException">A segment is damaged or missing, or the cache is of an unknown format version.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackReport Run(CacheFolder folder, PlanRecord plan, string rasterizer, string path, CancellationToken cancellationToken)
    {
        using var reader = OpenWhole(folder);
        return Run(CacheSelection.Of(reader, plan, rasterizer), plan.Facts.Splits, plan.Facts.Images, path, cancellationToken);
    }

    private static PackReport Run(
        CacheSelection selection, IReadOnlyDictionary<string, SplitCount> splits, long? expected, string path, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchCache();
        var manifest = selection.CopyInto(scratch.Folder, splits, cancellationToken);
        if (expected is not null && manifest.TotalImages != expected)
        {
            throw CacheSelection.Incomplete(selection.Folder);
        }

        var (bytes, sha256) = (0L, "");
        WholeFile.Write(path, output =>
        {
            WriteTar(output, scratch.Folder, manifest, cancellationToken);
            (bytes, output.Position) = (output.Length, 0);
            sha256 = Convert.ToHexStringLower(SHA256.HashData(output));
        });
        return new PackReport(path, bytes, manifest.TotalImages, manifest.ContentDigest, sha256);
    }

    /// <summary>Opens a cache all of whose segments hold what was written.</summary>
    private static CacheReader OpenWhole(CacheFolder folder)
    {
        var reader = CacheReader.Open(folder, (_, diagnostic) => throw new KhmerCacheException(diagnostic));
        try
        {
            var segments = reader.Manifest?.Segments.Select(segment => segment.File) ?? folder.ListSegments();
            if (segments.FirstOrDefault(segment => !folder.IsIntact(segment)) is { } damaged)
            {
                SegmentTrust.Withdraw(folder, damaged);
                throw new KhmerCacheException(
                    DiagnosticCodes.Damaged,
                    "The segment is damaged or missing, and nothing was packed. Run 'khmercache pregenerate' or 'khmercache validate --repair' first.",
                    folder.PathOf(damaged));
            }

            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    // The manifest first: who reads it knows what follows, or need not read on. It names glyphs before lines, both in order.
    private static void WriteTar(Stream output, CacheFolder folder, Manifest manifest, CancellationToken cancellationToken)
    {
        Append(output, CacheFolder.ManifestName, folder.ManifestPath);
        foreach (var segment in manifest.Segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Append(output, PackedName.Of(segment.File), folder.PathOf(segment.File));
        }

        output.Write(new byte[TarHeader.EndBlocks * TarHeader.BlockLength]);
    }

    private static void Append(Stream output, string name, string path)
    {
        using var input = File.OpenRead(path);
        output.Write(TarHeader.Of(name, input.Length));
        input.CopyTo(output);
        output.Write(new byte[TarHeader.PaddingOf(input.Length)]);
    }
}
