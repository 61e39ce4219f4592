using System.Security.Cryptography;
using KhmerCache.Glyphs;
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

        // What comes last in a build is done by one thread alone, and this one has nothing else to do.
        GoThroughWriting();
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

    private static void GoThroughWriting()
    {
        Recipe[] recipes = [new("font", LineStyle.MinImageHeight, "", 1000, 640, 12, LineStyle.Renderer), new("other", LineStyle.MinImageHeight, "", 1000, 640, 12, LineStyle.Renderer)];
        var run = new GlyphRun(1, 0, 0, [new PositionedGlyph(1, 1, 0, 0), new PositionedGlyph(2, 1, 0, 0)]);
        LineSegmentWriter.Write([new LineEntry("a"u8.ToArray(), [.. recipes.Select(recipe => new ImageEntry(recipe, run))])]);

        // Of a cache without segments: the code is the same.
        using var index = new SegmentIndex();
        var choice = new MaskChoice(index, GlyphStore.Open(new CacheFolder("."), [], manifest: null, (_, _) => { }), ValidRecipes.Choose(index, recipes), _ => null);
        ContentDigest.Compute(index, choice, recipes);
    }
}
