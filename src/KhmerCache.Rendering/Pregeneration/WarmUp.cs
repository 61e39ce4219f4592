using System.Security.Cryptography;
using KhmerCache.Rendering.Raster;
using KhmerCache.Rendering.Text;
using KhmerCache.Storage;

namespace KhmerCache.Rendering.Pregeneration;

/// <summary>
/// Goes once through what every pregeneration needs, while the command line is still being read: native libraries are loaded, and code is made ready to run.
/// A build that has one new line waits for little else. Nothing depends on it.
/// </summary>
internal static class WarmUp
{
    /// <summary>Starts on a processor of its own; where there is only one, it would take the time from those who need it.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount > 1)
        {
            // Nobody asks how it ended: what is missing or broken is told where it is needed.
            _ = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    private static void Run()
    {
        SHA256.HashData([]);
        GoThroughFormats();
        _ = GlyphRasterizer.Version;
        _ = FontFace.ShaperVersion;
    }

    private static void GoThroughFormats()
    {
        var splits = new SortedDictionary<string, SplitCount>(StringComparer.Ordinal) { ["train"] = new(1, 1) };
        var manifest = new Manifest
        {
            Recipes = [new ManifestRecipe("font", 1, "", "", 1, 1, 1, "", "", 1)],
            Splits = splits,
            Segments = [ManifestSegment.Of("segment", 1, 1, 1, new SegmentMark(1, 1))],
        };
        Manifest.Parse(manifest.ToJson(), "");

        var facts = new PlanFacts("", "", "", "", 1, splits, [new PlanRecipe("font", 1, "")], [new UnrenderableLines(0, 0, 1, [new UnrenderableLine(1, "")])], "");
        using var file = new MemoryStream();
        new PlanRecord(facts, [1], [0, 1], [0]).Write(file);
        PlanRecord.Parse(file.ToArray());
    }
}
