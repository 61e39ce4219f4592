using System.Security.Cryptography;
using KhmerCache.Corpora;
using KhmerCache.Rendering.Pregeneration;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;

namespace KhmerCache.Rendering.Locking;

/// <summary>Finds what images are made from, before any is made.</summary>
internal static class LockInputs
{
    /// <summary>Digests corpora and fonts. The lock has no content digest yet.</summary>
    /// <param name="options">What is made.</param>
    /// <param name="projectDirectory">The folder that paths are relative to.</param>
    /// <exception cref="KhmerCacheException">A corpus or a font can't be read.</exception>
    public static ProjectLock Read(PregenerationOptions options, string projectDirectory)
    {
        // The command line has one setting for all splits.
        var split = options.Splits[0];
        return new ProjectLock
        {
            ContentDigest = "",
            Images = 0,
            Renderer = new LockedRenderer(FontFace.ShaperVersion, LineStyle.LayoutVersion, GlyphRasterizer.Version, PlanInputs.PlanVersion),
            Settings = new LockedSettings(
                options.ImageHeight, split.MaxLines, split.FontsPerLine, split.Seed, split.Normalize, [.. options.Splits.Select(known => known.Name).Order(StringComparer.Ordinal)]),
            Corpora = [.. options.Splits.OrderBy(known => known.Name, StringComparer.Ordinal).SelectMany(known => CorporaOf(known, projectDirectory))],
            Fonts = [.. options.Fonts.OrderBy(font => font.Path, StringComparer.Ordinal).Select(font => new LockedFont(font.Path, DigestOf(font)))],
        };
    }

    private static IEnumerable<LockedCorpus> CorporaOf(SplitDescriptor split, string projectDirectory)
    {
        var corpora = split.Files.Select(file => (Key: ProjectPath.KeyOf(file, projectDirectory), File: file));

        // Only where a split ends before the corpus does, the order of the files shows.
        foreach (var (key, file) in split.MaxLines > 0 ? corpora : corpora.OrderBy(corpus => corpus.Key, StringComparer.Ordinal))
        {
            var (lines, sha256) = CorpusSha256.Of(file);
            yield return new LockedCorpus(split.Name, key, lines, sha256);
        }
    }

    private static string DigestOf(FontDescriptor font)
    {
        try
        {
            using var stream = OrdinaryFile.Open(font.FilePath);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KhmerCacheException(DiagnosticCodes.FontNotFound, $"The font can't be read: {exception.Message}", font.FilePath, innerException: exception);
        }
    }
}
