using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KhmerCache.Corpora;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// What a pregeneration starts from, in two digests, without reading a corpus line by line or opening a font: where both are known from an earlier run that
/// left a complete cache, there is nothing to do.
/// </summary>
/// <param name="Settings">Which pregeneration: names, paths and settings.</param>
/// <param name="Inputs">All that the images follow from: the bytes of corpora and fonts, the settings, the versions of the programs.</param>
internal sealed record PlanInputs(string Settings, string Inputs)
{
    /// <summary>Reads the input files. Null where one can't be read: making the plan will say what is wrong with it.</summary>
    public static PlanInputs? Of(PregenerationOptions options)
    {
        try
        {
            var settings = new StringBuilder();
            var inputs = new StringBuilder();
            AppendLine(inputs, $"khmercache {SegmentSchema.FormatVersion}|{FontFace.ShaperVersion}|layout {LineStyle.LayoutVersion}|{GlyphRasterizer.Version}");
            AppendLine(settings, $"{options.ImageHeight}|{options.Shard.Index}/{options.Shard.Count}");
            foreach (var font in options.Fonts.OrderBy(font => font.Path, StringComparer.Ordinal))
            {
                AppendLine(settings, $"font|{font.Path}");
                AppendLine(inputs, $"font|{font.Path}|{DigestOf(font.FilePath)}");
            }

            foreach (var split in options.Splits.OrderBy(split => split.Name, StringComparer.Ordinal))
            {
                AppendLine(settings, $"split|{split.Name}|{split.FontsPerLine}|{split.Seed}|{split.MaxLines}|{split.Normalize}");
                AppendLine(inputs, $"corpus|{CorpusDigest.Of(split)}");

                // Only where a split ends before the corpus does, the order of the files shows.
                foreach (var file in split.MaxLines > 0 ? split.Files : split.Files.Sort(StringComparer.Ordinal))
                {
                    AppendLine(settings, $"corpus|{NameOf(file, options.ProjectDirectory)}");
                }
            }

            var named = HexOf(settings);
            return new PlanInputs(named, HexOf(inputs.Append(named)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void AppendLine(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    // A file outside the project goes by its own name: the way to it says where the project lies.
    private static string NameOf(string file, string projectDirectory) =>
        ProjectPath.KeyOf(file, projectDirectory) is var path && (path.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(path)) ? Path.GetFileName(path) : path;

    private static string DigestOf(string path)
    {
        using var stream = OrdinaryFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string HexOf(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
