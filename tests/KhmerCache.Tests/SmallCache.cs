using System.Text;
using KhmerCache.Glyphs;
using KhmerCache.Storage;

namespace KhmerCache.Tests;

/// <summary>Entries for tests: a made-up font of ten glyphs, and lines of them. What a picture must look like is drawn here pixel by pixel.</summary>
internal static class SmallCache
{
    public const string Rasterizer = "test 1";
    public const int ImageHeight = 32;

    public static Recipe RecipeOf(string fontPath, string fontBytes = "font") => new(
        fontPath, ImageHeight, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(fontBytes))), 1000, 640, 20, "test");

    public static FontDescriptor Font(string path) => new(Path.GetFileNameWithoutExtension(path), path, "/nowhere/" + path);

    public static PositionedGlyph[] Glyphs(string text) =>
        [.. text.Select((character, index) => new PositionedGlyph((ushort)(character % 10), 300 + character % 7 * 40, index % 3 * -20, character % 5 * 100))];

    public static GlyphRun Run(string text, int shrink = 0) => new(40 + text.Length * 8, 12, shrink, Glyphs(text));

    public static LineEntry Line(string text, params Recipe[] recipes) =>
        new(Encoding.UTF8.GetBytes(text), [.. recipes.Select(recipe => new ImageEntry(recipe, Run(text)))]);

    public static GlyphMask Mask(int glyph)
    {
        var (width, height) = (3 + glyph, 4 + glyph % 3);
        var coverage = Enumerable.Range(0, (int)GlyphMask.CoverageLength(width, height)).Select(i => (byte)(i * 37 + glyph * 11)).ToArray();
        return new GlyphMask((short)(glyph % 4 - 2), (short)(height - 2), (ushort)width, (ushort)height, coverage);
    }

    public static KeyValuePair<GlyphKey, GlyphMask>[] Masks(Recipe recipe, int shrink = 0) =>
    [
        .. Enumerable.Range(0, 10).Select(glyph => KeyValuePair.Create(
            new GlyphKey(recipe.FontSha256, Rasterizer, (ushort)recipe.ShrunkSize(shrink), (ushort)glyph), glyph == 0 ? new GlyphMask(0, 0, 0, 0, []) : Mask(glyph))),
    ];

    /// <summary>Writes a cache of the lines, with the masks of their fonts, in one segment each.</summary>
    public static CacheFolder Write(string directory, params LineEntry[] lines)
    {
        var folder = new CacheFolder(directory);
        var writer = new CacheWriter(folder);
        writer.WriteGlyphs([.. lines.SelectMany(line => line.Images).Select(image => image.Recipe).DistinctBy(recipe => recipe.FontSha256).SelectMany(recipe => Masks(recipe))]);
        writer.WriteLines(lines);
        writer.Commit([.. lines.SelectMany(line => line.Images).Select(image => image.Recipe).Distinct()], Rasterizer);
        return folder;
    }

    /// <summary>The picture of a run, one pixel after the other, without any of the reader's code.</summary>
    public static byte[] Draw(Recipe recipe, GlyphRun run)
    {
        var pixels = new int[run.Width * recipe.ImageHeight];
        Array.Fill(pixels, 255);
        var pen = 0L;
        foreach (var glyph in run.Glyphs)
        {
            // Quarter pixels by exact rational arithmetic: size / 64 px per em, 4 quarters per px.
            var scale = recipe.Scale(run.Shrink).FixedPerUnit;
            var quarter = (int)Math.Floor((decimal)((pen + glyph.XOffset) * scale) / (1L << 32) + 0.5m) + 4 * run.OriginX;
            var rise = (int)Math.Floor((decimal)(glyph.YOffset * scale) / (1L << 34) + 0.5m);
            pen += glyph.XAdvance;
            if (glyph.Glyph == 0)
            {
                continue;
            }

            var mask = Mask(glyph.Glyph);
            for (var y = 0; y < mask.Height; y++)
            {
                for (var x = 0; x < mask.Width; x++)
                {
                    var place = (recipe.Baseline - rise - mask.Top + y) * run.Width + (int)Math.Floor(quarter / 4.0) + mask.Left + x;
                    var phase = ((quarter % 4) + 4) % 4;
                    pixels[place] = Math.Max(0, pixels[place] - mask.Coverage[(phase * mask.Height + y) * mask.Width + x]);
                }
            }
        }

        return [.. pixels.Select(pixel => (byte)pixel)];
    }
}
