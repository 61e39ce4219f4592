using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KhmerCache.Corpora;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// What a pregeneration starts from, in digests, without reading a corpus line by line or opening a font: where they are known from an earlier run that
/// left a complete cache, there is nothing to do.
/// </summary>
/// <param name="Settings">Which pregeneration: names, paths and settings.</param>
/// <param name="Inputs">All that the images follow from: the lines of corpora, the bytes of fonts, the settings, the versions of the programs.</param>
/// <param name="Places">Where each line stands: the files, and their lines in order.</param>
/// <param name="FontDigests">The SHA-256 of each font file, in the order of their paths.</param>
internal sealed record PlanInputs(string Settings, string Inputs, string Places, IReadOnlyList<string> FontDigests)
{
    /// <summary>Changes whenever the same corpora, fonts and settings would ask for other images, or other lines would have none: by reading, trimming, normalising, choosing fonts, or checking what was shaped.</summary>
    public const int PlanVersion = 1;

    /// <summary>Reads the input files. Null where one can't be read: making the plan will say what is wrong with it.</summary>
    public static PlanInputs? Of(PregenerationOptions options)
    {
        try
        {
            var (settings, inputs, places) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
            FontDescriptor[] fonts = [.. options.Fonts.OrderBy(font => font.Path, StringComparer.Ordinal)];
            var digests = Array.ConvertAll(fonts, font => DigestOf(font.FilePath));
            AppendLine(inputs, $"khmercache {SegmentSchema.FormatVersion}|plan {PlanVersion}|{FontFace.ShaperVersion}|layout {LineStyle.LayoutVersion}|{GlyphRasterizer.Version}");
            AppendLine(settings, $"{options.ImageHeight}|{options.Shard.Index}/{options.Shard.Count}{(options.Shard == Shard.Whole ? "" : " by images")}");
            for (var font = 0; font < fonts.Length; font++)
            {
                AppendLine(settings, $"font|{fonts[font].Path}");
                AppendLine(inputs, $"font|{fonts[font].Path}|{digests[font]}");
            }

            foreach (var split in options.Splits.OrderBy(split => split.Name, StringComparer.Ordinal))
            {
                var (lines, order) = CorpusDigest.Of(split);
                AppendLine(settings, $"split|{split.Name}|{split.FontsPerLine}|{split.Seed}|{split.MaxLines}|{split.Normalize}");
                AppendLine(inputs, $"corpus|{lines}");
                AppendLine(places, $"{split.Name}|{order}|{string.Join('|', split.Files.Select(file => NameOf(file, options.CacheDirectory)))}");

                // Only where a split ends before the corpus does, the order of the files shows.
                foreach (var file in split.MaxLines > 0 ? split.Files : split.Files.Sort(StringComparer.Ordinal))
                {
                    AppendLine(settings, $"corpus|{NameOf(file, options.CacheDirectory)}");
                }
            }

            var named = HexOf(settings);
            return new PlanInputs(named, HexOf(inputs.Append(named)), HexOf(places), digests);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KhmerCacheException)
        {
            return null;
        }
    }

    // From the cache: the same for all clones of a project that has its cache within, and another for each project that shares one.
    private static string NameOf(string file, string cacheDirectory) => ProjectPath.KeyOf(file, cacheDirectory);

    private static void AppendLine(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string DigestOf(string path)
    {
        using var stream = OrdinaryFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string HexOf(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
