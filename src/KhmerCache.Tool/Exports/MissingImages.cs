using System.Globalization;
using KhmerCache.Rendering;

namespace KhmerCache.Tool.Exports;

/// <summary>Tells what an export lacks: images that were not made yet, which is an error, or lines that a font can't show, which have none.</summary>
internal static class MissingImages
{
    /// <summary>Tells of each split what it lacks, and returns whether a pregeneration would make any of it.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="log">Is told.</param>
    /// <exception cref="KhmerCacheException">A font can't be read.</exception>
    public static bool Tell(IReadOnlyList<ExportSplit> splits, Action<Diagnostic> log)
    {
        using var renderer = new LineRenderer();
        var isIncomplete = false;
        foreach (var split in splits.Where(split => split.Missing.Count > 0))
        {
            var diagnostic = Describe(split, renderer);
            isIncomplete |= diagnostic.Severity == DiagnosticSeverity.Error;
            log(diagnostic);
        }

        return isIncomplete;
    }

    // One that can be made is enough to know; of a complete cache, only the few lines that a font can't show are looked at.
    private static Diagnostic Describe(ExportSplit split, LineRenderer renderer)
    {
        var reason = "";
        foreach (var image in split.Missing)
        {
            if (image.Font is not { } font || renderer.TryRender(image.Line.Text, font, image.ImageHeight, out _, out reason))
            {
                var which = image.Font is null ? "this line has none in any font" : string.Create(CultureInfo.InvariantCulture, $"that of this line in {image.Font.Path} at {image.ImageHeight} px is one of them");
                return new Diagnostic(
                    DiagnosticSeverity.Error, DiagnosticCodes.NotCached, $"{Count(split)} not in the cache, and not in the export: {which}. Run 'khmercache pregenerate', and export again.", image.Line.File, image.Line.Line);
            }
        }

        var first = split.Missing[0];
        return new Diagnostic(
            DiagnosticSeverity.Warning, DiagnosticCodes.Unrenderable, $"{Count(split)} not in the export, because fonts can't show their lines: this one in {first.Font!.Path}: {reason} Correct the text, or take the lines or the font out.", first.Line.File, first.Line.Line);
    }

    private static string Count(ExportSplit split) => string.Create(
        CultureInfo.InvariantCulture, $"{split.Missing.Count:N0} {(split.Missing.Count == 1 ? "image" : "images")} of split '{split.Name}' {(split.Missing.Count == 1 ? "is" : "are")}");
}
